"""Passwords: what is too weak to be one."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from closeknit.access.models import User
from closeknit.catalogue.refusal import Refused


def weak(password: str, user: User) -> Iterator[Refused]:
    """Why somebody should not take this password, in one refusal; nothing when they may."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        yield Refused(" ".join(error.messages), field="password", code="weak")
