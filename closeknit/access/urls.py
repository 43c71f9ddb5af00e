"""Addresses of signing in and out."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from closeknit.access.views import mine, people, signing_in, teams

urlpatterns = [
    path("begin/", signing_in.begin, name="begin"),
    path("welcome/<str:key>/", signing_in.welcome, name="welcome"),
    path("sign-in/", signing_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    # allauth names these in its own pages; both say that an administrator adds people.
    path("sign-up/", login_not_required(account.signup), name="account_signup"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("settings/mine/", mine.chosen, name="my_settings"),
    path("settings/people/", people.listed, name="people"),
    path("settings/people/new/", people.add, name="person_add"),
    path("settings/people/<int:user>/", people.one, name="person"),
    path("settings/people/<int:user>/deactivate/", people.deactivate, name="person_deactivate"),
    path("settings/people/<int:user>/reactivate/", people.reactivate, name="person_reactivate"),
    path("settings/people/<int:user>/link/", people.invite, name="person_invite"),
    path("settings/roles/", people.roles, name="roles"),
    path("settings/teams/", teams.listed, name="teams"),
    path("settings/teams/new/", teams.add, name="team_add"),
    path("settings/teams/<int:team>/", teams.one, name="team"),
    path("settings/teams/<int:team>/remove/", teams.remove, name="team_remove"),
]
