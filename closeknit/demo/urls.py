"""Addresses of the demonstration."""

from __future__ import annotations

from django.urls import path

from closeknit.demo import views

urlpatterns = [
    path("demo/", views.people, name="demo_people"),
    path("demo/be/", views.be, name="demo_be"),
    path("demo/fair.csv", views.fair_list, name="demo_fair"),
]
