"""Addresses of what only documents have."""

from __future__ import annotations

from django.urls import path

from closeknit.documents import views

# Before the form that every kind of record has at this address.
urlpatterns = [path("documents/new/", views.add, name="document_add")]
