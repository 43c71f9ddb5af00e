"""Addresses of what only work does."""

from __future__ import annotations

from django.urls import path

from closeknit.work import views

urlpatterns = [
    path("tasks/quick/", views.quick, name="task_quick"),
    path("tasks/<int:pk>/give/", views.give, name="task_give"),
    path("tasks/<int:pk>/drop/", views.drop, name="task_drop"),
    path("tasks/<int:pk>/act/<slug:word>/", views.act, name="task_act"),
]
