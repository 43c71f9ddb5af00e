"""Addresses of how people hear of notices."""

from __future__ import annotations

from django.urls import path

from closeknit.work.digests import views

urlpatterns = [path("settings/notices/", views.chosen, name="notice_settings")]
