"""Addresses of calendars."""

from __future__ import annotations

from django.urls import path

from closeknit.work.calendars import views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/<slug:kind>/<int:pk>/move/", views.move, name="calendar_move"),
    path("meetings/<int:pk>/act/<slug:word>/", views.act, name="meeting_act"),
]
