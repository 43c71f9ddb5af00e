"""Addresses of what only the directory does with records."""

from __future__ import annotations

from django.urls import path

from closeknit.directory import leaving_views
from closeknit.web import addresses

addresses.register()

urlpatterns = [path("<kind:kind>/<int:pk>/has-left/", leaving_views.has_left, name="has_left")]
