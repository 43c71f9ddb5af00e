"""Addresses of calendars."""

from __future__ import annotations

from django.urls import path

from closeknit.work.calendars import api
from closeknit.work.calendars.views import calendar, feeds, planning

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/address/", feeds.address, name="calendar_address"),
    path("calendar/address/withdraw/", feeds.withdraw, name="calendar_address_withdraw"),
    path("calendar/take/", feeds.take, name="calendar_take"),
    path("calendar/feed/<str:secret>.ics", api.feed, name="calendar_feed"),
    path("calendar/<slug:kind>/<int:pk>/move/", calendar.move, name="calendar_move"),
    path("calendar/free/", planning.free, name="calendar_free"),
    path("meetings/new/", planning.add, name="meeting_add"),
    path("meetings/<int:pk>/act/<slug:word>/", calendar.act, name="meeting_act"),
]
