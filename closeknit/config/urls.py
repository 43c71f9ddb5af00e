"""Every address of the product."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from closeknit.api import door, verbs
from closeknit.api import views as api_views
from closeknit.config import health
from closeknit.directory import leaving_api
from closeknit.profiles import api as profiles_api
from closeknit.profiles import kinds_api
from closeknit.records import api as records_api
from closeknit.records.relationships import api as relationships_api
from closeknit.records.workspace import api as views_api
from closeknit.timeline import api as timeline_api
from closeknit.timeline.contacts import api as contacts_api
from closeknit.work.processes import api as processes_api

# The first endpoint that fits answers: those of verbs come last, for they take any word.
for _endpoints in (
    profiles_api,
    kinds_api,
    views_api,
    records_api,
    timeline_api,
    contacts_api,
    relationships_api,
    leaving_api,
    processes_api,
    verbs,
):
    door.api.add_router("", _endpoints.router)

handler400 = "closeknit.web.uploads.unreadable"

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("api/docs", api_views.pages, name="api_docs"),
    path("api/v1/openapi.json", api_views.description, name="api_description"),
    path("api/v1/", door.urls()),
    path("", include("closeknit.access.urls")),
    path("", include("closeknit.web.urls")),
    path("", include("closeknit.demo.urls")),
    path("", include("closeknit.timeline.urls")),
    path("", include("closeknit.intake.urls")),
    path("", include("closeknit.insight.urls")),
    path("", include("closeknit.work.urls")),
    path("", include("closeknit.mail.urls")),
    path("", include("closeknit.profiles.urls")),
    path("", include("closeknit.directory.urls")),
    path("", include("closeknit.documents.urls")),
    path("", include("closeknit.records.urls")),
]
