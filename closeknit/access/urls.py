"""Addresses of signing in and out."""

from __future__ import annotations

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.urls import path

from closeknit.access import views

urlpatterns = [
    path("begin/", views.begin, name="begin"),
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("account/password/", account.password_change, name="account_change_password"),
    # allauth names these in its own pages; both say that an administrator adds people.
    path("sign-up/", login_not_required(account.signup), name="account_signup"),
    path("account/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
]
