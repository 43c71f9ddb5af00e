"""Addresses of the timeline of any record."""

from __future__ import annotations

from django.urls import path

from closeknit.timeline import views
from closeknit.web import addresses

addresses.register()

urlpatterns = [
    path("<kind:kind>/<int:pk>/note/", views.note, name="note"),
    path("<kind:kind>/<int:pk>/timeline/", views.timeline, name="timeline"),
    path("<kind:kind>/<int:pk>/changes/", views.changes, name="history"),
]
