"""Addresses of the engine's own pages."""

from __future__ import annotations

from django.urls import path

from closeknit.web import views

urlpatterns = [path("parts/", views.parts, name="parts"), path("settings/", views.settings, name="settings")]
