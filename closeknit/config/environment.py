"""What the environment says: the data folder, the secret, the database, the hosts."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

CHECKOUT = Path(__file__).resolve().parents[2]


def home() -> Path:
    """The data folder: `CLOSEKNIT_HOME`, else `var/` in the checkout."""
    return Path(os.environ.get("CLOSEKNIT_HOME") or CHECKOUT / "var").absolute()


def secret() -> str:
    """The signing key: `CLOSEKNIT_SECRET`, else the one made on the first start and kept in the data folder."""
    given = os.environ.get("CLOSEKNIT_SECRET")
    if given:
        return given
    path = home() / "secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


def hosts() -> list[str]:
    """The host names served: `CLOSEKNIT_HOSTS`, comma separated, else this machine only."""
    return [*os.environ.get("CLOSEKNIT_HOSTS", "").replace(",", " ").split(), "127.0.0.1", "localhost", "[::1]"]


def origins() -> list[str]:
    """Origins trusted for forms behind a proxy that ends TLS: https for each named host."""
    return [f"https://{host}" for host in os.environ.get("CLOSEKNIT_HOSTS", "").replace(",", " ").split()]


def secure() -> bool:
    """True when people come over https, so that cookies may insist on it."""
    return bool(os.environ.get("CLOSEKNIT_HOSTS"))


def database() -> dict[str, Any]:
    """Django's description of the database at `DATABASE_URL`."""
    url = urlsplit(os.environ.get("DATABASE_URL", "postgresql:///closeknit"))
    query = dict(parse_qsl(url.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or query.get("user", "")),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or query.get("host", ""),
        "PORT": str(url.port or query.get("port", "")),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }
