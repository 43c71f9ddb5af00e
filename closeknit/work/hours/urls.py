"""Addresses of business hours."""

from __future__ import annotations

from django.urls import path

from closeknit.work.hours import views

urlpatterns = [
    path("settings/hours/", views.listed, name="hours"),
    path("settings/hours/<int:team>/", views.one, name="hours_of"),
    path("settings/hours/<int:team>/forget/", views.forget, name="hours_forget"),
]
