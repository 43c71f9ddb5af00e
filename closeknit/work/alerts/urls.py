"""Addresses of alerts."""

from __future__ import annotations

from django.urls import path

from closeknit.work.alerts import views

urlpatterns = [
    path("nothing-forgotten/", views.forgotten, name="forgotten"),
    path("settings/alerts/", views.ladder, name="ladder"),
    path("settings/alerts/leads/", views.leads, name="leads"),
]
