"""Addresses of the timeline of any record."""

from __future__ import annotations

from django.urls import path

from closeknit.timeline import views
from closeknit.timeline.contacts import views as contact_views
from closeknit.web import addresses

addresses.register()

urlpatterns = [
    path("contacts/log/", contact_views.log, name="contact_log"),
    path("<kind:kind>/<int:pk>/contacts/<int:contact>/", contact_views.contact, name="contact"),
    path("<kind:kind>/<int:pk>/contacts/<int:contact>/withdraw/", contact_views.withdraw, name="contact_withdraw"),
    path("<kind:kind>/<int:pk>/note/", views.note, name="note"),
    path("<kind:kind>/<int:pk>/timeline/", views.timeline, name="timeline"),
    path("<kind:kind>/<int:pk>/changes/", views.changes, name="history"),
]
