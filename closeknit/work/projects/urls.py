"""Addresses of what only projects do."""

from __future__ import annotations

from django.urls import path

from closeknit.work.projects import views

urlpatterns = [
    path("projects/new/", views.add, name="project_add"),
    path("projects/mine/", views.mine, name="my_projects"),
    path("projects/templates/", views.templates, name="project_templates"),
    path("projects/<int:pk>/act/<slug:word>/", views.act, name="project_act"),
    path("projects/<int:pk>/finish/", views.end, {"word": "finish"}, name="project_finish"),
    path("projects/<int:pk>/drop/", views.end, {"word": "drop"}, name="project_drop"),
    path("projects/<int:pk>/fill/", views.fill, name="project_fill"),
    path("projects/<int:pk>/keep/", views.keep, name="project_keep"),
]
