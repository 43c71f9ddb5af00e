"""What the demonstration shows on others' pages: its people on the sign-in page, and the bar with the next scene."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from closeknit.access import signin
from closeknit.access.requests import Request
from closeknit.demo import scenes
from closeknit.demo.people import COLLEAGUES
from closeknit.web import shell

HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})


def register() -> None:
    """Fill the two registers; called once when the program starts."""
    signin.OFFERS.append(offer)
    shell.SCENES.append(scene)


def on_this_machine(request: HttpRequest) -> bool:
    """Whether the demonstration runs and the browser is on the same machine: nobody else may be somebody by one click."""
    if not settings.DEMO or "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    host = request.get_host().rpartition(":")[0] if request.get_host()[-1:].isdigit() else request.get_host()
    try:
        near = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
    return near and (host or request.get_host()) in HERE


def offer(request: HttpRequest) -> dict[str, Any] | None:
    """The people that one may be."""
    if not on_this_machine(request):
        return None
    people = [{"key": one.key, "name": one.name, "what": one.what} for one in COLLEAGUES if one.offered]
    return {"url": reverse("demo_be"), "people": people}


def scene(request: Request) -> dict[str, Any] | None:
    """The scene that is played on this page, and the way to the next."""
    if not settings.DEMO:
        return None
    here = scenes.at(request.get_full_path())
    others = reverse("demo_people") if on_this_machine(request) else ""
    return {
        "who": here.title,
        "text": here.text,
        "others_url": others,
        "next_url": here.next_url,
        "next_label": here.next_label,
    }
