"""Secrets at rest: sealed with a key that follows from the installation's own secret, which is not in the database."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.utils.crypto import salted_hmac

SALT = "closeknit.mail.password"


def seal(text: str) -> str:
    """The text as only this installation can read it."""
    return _fernet().encrypt(text.encode()).decode() if text else ""


def opened(sealed: str) -> str | None:
    """The text again; None where it was sealed with another secret."""
    try:
        return _fernet().decrypt(sealed.encode()).decode() if sealed else ""
    except InvalidToken:
        return None


def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(salted_hmac(SALT, "", algorithm="sha256").digest()))
