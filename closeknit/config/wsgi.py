"""The WSGI application that granian serves: Django, timed and logged, with health answered before all else."""

from __future__ import annotations

import gc
import logging
import os
import time

import django
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "closeknit.config.settings")
django.setup(set_prefix=False)

from closeknit.config import health, logs  # noqa: E402 - they need the settings

log = logging.getLogger("closeknit.requests")


class Application(WSGIHandler):
    """Answers health without session, transaction or host check, so that it works when those cannot."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer one request and log its route, status and time."""
        if request.path in health.PATHS:
            return health.PATHS[request.path](request)
        began = time.perf_counter()
        response = super().get_response(request)
        told = {
            "method": request.method,
            "route": logs.route(request),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - began) * 1000, 1),
            "actor": getattr(getattr(request, "actor", None), "user_id", None),
        }
        log.info("request", extra=told)
        return response


application = Application()
resolve("/")  # every page is known before the first is asked for
# What stays for good is never searched again for what can be freed: now and then that held a request up for 90 ms.
gc.collect()
gc.freeze()
