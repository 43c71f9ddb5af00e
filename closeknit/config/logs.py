"""Logs as JSON lines: route names, ids and kinds of errors; never names, addresses, queries or what people typed."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import psycopg
from django.http import HttpRequest

CARRIED = ("route", "method", "status", "milliseconds", "actor", "job", "task", "record", "count")
OURS = "closeknit"


class Lines(logging.Formatter):
    """One record, one line of JSON. Messages of other packages are kept as templates, without their arguments."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": says(record),
        }
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest):
            line |= {"method": request.method, "route": route(request), "status": getattr(record, "status_code", None)}
        line |= {key: value for key in CARRIED if isinstance(value := getattr(record, key, None), str | int | float)}
        job = getattr(record, "job", None)
        if isinstance(job, dict):
            line |= {"job": job.get("id"), "task": job.get("task_name")}
        if record.exc_info and record.exc_info[1]:
            line |= trouble(record.exc_info[1])
        return json.dumps(line, default=str)


def says(record: logging.LogRecord) -> str:
    """Our own messages in full; of others' the template, or the queue's word for what happened: arguments are data."""
    if record.name.partition(".")[0] == OURS:
        return record.getMessage()
    return str(getattr(record, "action", record.msg))


def route(request: HttpRequest) -> str:
    """The name of the address pattern, never the address: that holds names and what was searched for."""
    match = getattr(request, "resolver_match", None)
    return match.view_name or match.route if match else "unknown"


def trouble(error: BaseException) -> dict[str, Any]:
    """What may be told of an error: its kind, where it arose, and the database's own code, but not its text."""
    told: dict[str, Any] = {"error": type(error).__qualname__, "where": places(error.__traceback__)}
    cause = error.__cause__ or error.__context__
    for one in (error, cause):
        if isinstance(one, psycopg.Error):
            told |= {"sqlstate": one.sqlstate, "constraint": one.diag.constraint_name}
    if cause:
        told["cause"] = type(cause).__qualname__
    return told


def places(frames: TracebackType | None) -> list[str]:
    """The last twelve places of a traceback, innermost last."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(frames)[-12:]]


def configuration(level: str) -> dict[str, Any]:
    """The LOGGING setting: everything to standard output, as lines of JSON."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": Lines}},
        "handlers": {"output": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "lines"}},
        "root": {"handlers": ["output"], "level": level},
        "loggers": {
            # Django's own handlers print whole requests; the root's says it once, without them.
            "django": {"handlers": [], "propagate": True},
            "django.server": {"handlers": [], "propagate": False},
            "procrastinate": {"level": "WARNING"},
        },
    }
