"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from closeknit.insight import views

urlpatterns = [
    path("activity/", views.activity, name="activity"),
    path("activity/contacts/", views.contacts, name="activity_contacts"),
    path("quiet/", views.quiet, name="quiet"),
]
