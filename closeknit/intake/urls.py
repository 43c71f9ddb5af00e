"""Addresses of imports."""

from __future__ import annotations

from django.urls import path

from closeknit.intake import views

urlpatterns = [
    path("imports/", views.listing, name="imports"),
    path("imports/new/", views.new, name="import_new"),
    path("imports/<int:pk>/", views.show, name="import"),
    path("imports/<int:pk>/columns/", views.columns, name="import_columns"),
    path("imports/<int:pk>/progress/", views.progress, name="import_progress"),
    path("imports/<int:pk>/start/", views.start, name="import_start"),
    path("imports/<int:pk>/stop/", views.stop, name="import_stop"),
    path("imports/<int:pk>/discard/", views.discard, name="import_discard"),
    path("imports/<int:pk>/undo/", views.undo, name="import_undo"),
    path("imports/<int:pk>/refused.csv", views.refused, name="import_refused"),
    path("imports/<int:pk>/rows/<slug:outcome>/", views.outcome, name="import_rows"),
    path("imports/<int:pk>/rows/<int:line>/answer/<int:same>/", views.answer, name="import_answer"),
    path("imports/<int:pk>/rows/<int:line>/leave/", views.leave_out, name="import_leave"),
    path("imports/<int:pk>/rows/<int:line>/cells/", views.correct, name="import_correct"),
    path("imports/<int:pk>/rows/<int:line>/ticks/", views.tick, name="import_tick"),
    path("imports/<int:pk>/answers/", views.answer_all, name="import_answer_all"),
    path("imports/<int:pk>/rows/<int:line>/undo/", views.undo_row, name="import_undo_row"),
]
