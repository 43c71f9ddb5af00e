"""Addresses of calendars."""

from __future__ import annotations

from django.urls import path

from closeknit.work.calendars import feed_views, planning, views

urlpatterns = [
    path("calendar/", views.calendar, name="calendar"),
    path("calendar/address/", feed_views.address, name="calendar_address"),
    path("calendar/address/withdraw/", feed_views.withdraw, name="calendar_address_withdraw"),
    path("calendar/take/", feed_views.take, name="calendar_take"),
    path("calendar/feed/<str:secret>.ics", feed_views.feed, name="calendar_feed"),
    path("calendar/<slug:kind>/<int:pk>/move/", views.move, name="calendar_move"),
    path("calendar/free/", planning.free, name="calendar_free"),
    path("meetings/new/", planning.add, name="meeting_add"),
    path("meetings/<int:pk>/act/<slug:word>/", views.act, name="meeting_act"),
]
