"""A program with a token, as the tests of the API play one."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from closeknit.access import tokens
from closeknit.access.models import User

BASE = "/api/v1"


class Program:
    """Asks the API as a user's token lets it; `headers` are those that HTTP has."""

    def __init__(self, user: User | None, **issued: Any) -> None:
        self.client = Client(raise_request_exception=True)
        self.token = tokens.issue(user, "test", **issued) if user else ""

    def ask(self, method: str, path: str, data: Any = None, **headers: str) -> HttpResponse:
        """One request; data is sent as JSON, a text or bytes as they are."""
        sent = data if isinstance(data, str | bytes) else "" if data is None else json.dumps(data)
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        kind = headers.pop("Content_Type", "application/json")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.generic(method, f"{BASE}{path}", sent, content_type=kind, headers=named)

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: Any = None, **headers: str) -> HttpResponse:
        return self.ask("POST", path, data, **headers)

    def patch(self, path: str, data: Any = None, **headers: str) -> HttpResponse:
        return self.ask("PATCH", path, data, **headers)

    def delete(self, path: str, **headers: str) -> HttpResponse:
        return self.ask("DELETE", path, **headers)

    def upload(self, path: str, file: Any, **more: Any) -> HttpResponse:
        """A file as multipart; headers as in `ask`."""
        headers = {name.replace("_", "-"): more.pop(name) for name in list(more) if name[0].isupper()}
        headers["Authorization"] = f"Bearer {self.token}"
        return self.client.post(f"{BASE}{path}", {"file": file, **more}, headers=headers)


def problem(response: HttpResponse, status: int, code: str, field: str | None = None) -> dict[str, Any]:
    """The problem that an answer is, after looking whether it is told as RFC 9457 wants it."""
    assert response.status_code == status, response.content[:500]
    assert response.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == status
    assert told["detail"]
    assert told["title"]
    assert {"field", "sentence", "code"} <= set(told["errors"][0])
    assert told["code"] == code, told
    if field is not None:
        assert field in [one["field"] for one in told["errors"]], told
    return told
