"""Every address of the product."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from closeknit.config import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("", include("closeknit.access.urls")),
    path("", include("closeknit.timeline.urls")),
    path("", include("closeknit.records.urls")),
]
