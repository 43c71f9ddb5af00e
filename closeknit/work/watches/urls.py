"""Addresses of set alerts."""

from __future__ import annotations

from django.urls import path

from closeknit.work.watches import views

urlpatterns = [
    path("alerts/", views.listed, name="watches"),
    path("alerts/<int:pk>/remove/", views.remove, name="watch_remove"),
    path("<kind:kind>/<int:pk>/alert/", views.on_record, name="watch"),
]
