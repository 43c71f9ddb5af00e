"""What the environment says: every variable that is read is declared here once, with its default and its meaning."""

from __future__ import annotations

import os
import secrets
import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from closeknit.config import postgres

CHECKOUT = Path(__file__).resolve().parents[2]
PREPARED_AFTER = 5  # times that a connection asks the same before the database keeps the plan


@dataclass(frozen=True)
class Setting:
    """One variable of the environment; `shown` stands in the documentation where the default is no plain value."""

    name: str
    default: str
    meaning: str
    shown: str = ""


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("CLOSEKNIT_HOME", "", "The data folder: database, files, logs, secret.", "`var` in the checkout"),
        Setting(
            "DATABASE_URL",
            "",
            "A PostgreSQL (15 or later) of your own, `postgresql://user:password@host/name`. While it is set, nothing embedded is made or started. Add `?prepare_threshold=0` where a pooler stands between that cannot keep prepared statements.",
            "the embedded database",
        ),
        Setting(
            "CLOSEKNIT_SECRET",
            "",
            "The key that signs sessions and links. Changing it signs everybody out.",
            "made on the first start, kept in `secret`",
        ),
        Setting(
            "CLOSEKNIT_HOSTS",
            "",
            "The host names people use, separated by commas. Naming one means that a proxy in front ends https and sets `X-Forwarded-Proto`: cookies then insist on https.",
            "this machine only",
        ),
        Setting(
            "CLOSEKNIT_ZONE",
            "",
            "The company's time zone, such as `Europe/London`: for whoever has not chosen their own.",
            "this machine's",
        ),
        Setting(
            "CLOSEKNIT_LANGUAGE",
            "en",
            "The company's language, `en`, `en-gb`, `de`, `es` or `fr`: for whoever has not chosen their own.",
        ),
        Setting("CLOSEKNIT_BIND", "127.0.0.1", "The address that the web server listens on."),
        Setting("PORT", "8000", "The port that the web server listens on."),
        Setting("CLOSEKNIT_WEB_PROCESSES", "2", "Web processes."),
        Setting("CLOSEKNIT_WEB_THREADS", "4", "Requests that one web process answers at the same time."),
        Setting("CLOSEKNIT_JOBS", "4", "Background jobs that run at the same time."),
        Setting("CLOSEKNIT_UPLOAD_MB", "200", "The largest file that may be uploaded, in megabytes."),
        Setting(
            "CLOSEKNIT_API_PER_MINUTE",
            "6000",
            "API requests a minute that one web process answers for one owner of tokens.",
        ),
        Setting(
            "CLOSEKNIT_MAIL",
            "",
            "The mail server, `smtp://user:password@host:587` (STARTTLS; `?security=none` without), `smtps://user:password@host:465`, or `mailbox:` for the built-in mailbox, where nothing leaves. While it is set, the page for administrators changes nothing.",
            "as an administrator says in the browser",
        ),
        Setting("CLOSEKNIT_MAIL_FROM", "", "The sender's address of all mail, with CLOSEKNIT_MAIL."),
        Setting("CLOSEKNIT_LOG_LEVEL", "INFO", "How much is logged: DEBUG, INFO, WARNING or ERROR."),
        Setting(
            "CLOSEKNIT_DEMO", "", "Set by `closeknit demo`: offers the demonstration's people with one click.", "off"
        ),
        Setting("CLOSEKNIT_TESTING", "", "Set by the tests: a database without safety, cheap passwords.", "off"),
    )
}


def read(name: str) -> str:
    """The value of a declared variable, else its default; an undeclared name is a KeyError."""
    return os.environ.get(name) or SETTINGS[name].default


def number(name: str, *, least: int = 1) -> int:
    """The value as a whole number; raises ImproperlyConfigured with a sentence for anything else."""
    value = read(name)
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} must be a whole number of at least {least}, not {value!r}.")
    return int(value)


def home() -> Path:
    """The data folder: `CLOSEKNIT_HOME`, else `var/` in the checkout."""
    return Path(read("CLOSEKNIT_HOME") or CHECKOUT / "var").absolute()


def zone() -> str:
    """The company's time zone: `CLOSEKNIT_ZONE`, else this machine's, else UTC; raises ImproperlyConfigured for an unknown one."""
    given = read("CLOSEKNIT_ZONE")
    if given and given not in zoneinfo.available_timezones():
        raise ImproperlyConfigured(f"CLOSEKNIT_ZONE must be a time zone such as Europe/London, not {given!r}.")
    linked = Path("/etc/localtime").resolve().as_posix().partition("/zoneinfo/")[2]
    return given or (linked if linked in zoneinfo.available_timezones() else "UTC")


def language(known: Iterable[str]) -> str:
    """The company's language: `CLOSEKNIT_LANGUAGE`; raises ImproperlyConfigured for one that is not known."""
    given = read("CLOSEKNIT_LANGUAGE")
    if given not in known:
        raise ImproperlyConfigured(f"CLOSEKNIT_LANGUAGE must be one of {', '.join(known)}, not {given!r}.")
    return given


def folder(name: str) -> Path:
    """A folder inside the data folder, there when this returns."""
    path = home() / name
    path.mkdir(parents=True, exist_ok=True)
    return path


def secret() -> str:
    """The signing key: `CLOSEKNIT_SECRET`, else the one made on the first start and kept in the data folder."""
    given = read("CLOSEKNIT_SECRET")
    if given:
        return given
    path = home() / "secret"
    if not path.exists():
        make_secret(path)
    return path.read_text()


def make_secret(path: Path) -> None:
    """Write a new key, whole or not at all; of two processes at once the first wins and both read the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_urlsafe(48))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def names() -> list[str]:
    """The host names in `CLOSEKNIT_HOSTS`."""
    return read("CLOSEKNIT_HOSTS").replace(",", " ").split()


def hosts() -> list[str]:
    """The host names served: `CLOSEKNIT_HOSTS`, and always this machine."""
    return [*names(), "127.0.0.1", "localhost", "[::1]"]


def origins() -> list[str]:
    """Origins trusted for forms behind a proxy that ends TLS: https for each named host."""
    return [f"https://{host}" for host in names()]


def origin() -> str:
    """Where people find the pages, without a slash at its end: at the first named host, else on this machine."""
    return next(iter(origins()), f"http://localhost:{read('PORT')}")


def secure() -> bool:
    """True when people come over https, so that cookies may insist on it."""
    return bool(names())


def log_level() -> str:
    """How much is logged; raises ImproperlyConfigured for a word that names no level."""
    level = read("CLOSEKNIT_LOG_LEVEL").upper()
    if level not in ("DEBUG", "INFO", "WARNING", "ERROR"):
        raise ImproperlyConfigured(f"CLOSEKNIT_LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR, not {level!r}.")
    return level


def mail() -> tuple[str, str]:
    """How mail leaves and from whom, as the environment says; "" where it says nothing. Raises ImproperlyConfigured for another address."""
    url, sender = read("CLOSEKNIT_MAIL"), read("CLOSEKNIT_MAIL_FROM")
    if not url or url == "mailbox:":
        return url, sender
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        known = None
    if not known or dict(parse_qsl(parts.query)).get("security", "tls") not in ("none", "tls", "starttls"):
        raise ImproperlyConfigured("CLOSEKNIT_MAIL must look like smtp://user:password@host:587, or be mailbox:.")
    if not sender:
        raise ImproperlyConfigured("CLOSEKNIT_MAIL_FROM must name the sender's address, such as office@example.com.")
    return url, sender


def loopback() -> bool:
    """True while the web server can be reached from this machine only."""
    return read("CLOSEKNIT_BIND") in ("127.0.0.1", "localhost", "::1")


def demonstration() -> bool:
    """True in the demonstration on this machine: only there may one sign in without a password."""
    return bool(read("CLOSEKNIT_DEMO")) and loopback() and not secure()


def embedded() -> postgres.Cluster | None:
    """The embedded database of the data folder; None while `DATABASE_URL` names another."""
    if read("DATABASE_URL"):
        return None
    return postgres.cluster(home(), throwaway=bool(read("CLOSEKNIT_TESTING")))


def database_url() -> str:
    """Where the database is: `DATABASE_URL`, else the embedded one's address."""
    cluster = embedded()
    return cluster.url if cluster else read("DATABASE_URL")


def database() -> dict[str, Any]:
    """Django's description of the database."""
    url = urlsplit(database_url())
    if url.scheme not in ("postgresql", "postgres") or not url.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must look like postgresql://user:password@host/name.")
    query = dict(parse_qsl(url.query))
    user, host, port = (query.pop(name, "") for name in ("user", "host", "port"))
    prepared_after = int(query.pop("prepare_threshold", PREPARED_AFTER))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or user),
        "PASSWORD": unquote(url.password or ""),
        "HOST": unquote(url.hostname or host),
        "PORT": str(url.port or port),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # Unset, pgtrigger raises and catches an exception for every row of a bulk write.
        "OPTIONS": {
            "prepare_threshold": prepared_after or None,
            **query,
            "options": f"{query.get('options', '')} -c pgtrigger.ignore={{}}".strip(),
        },
    }


def page(settings: Iterable[Setting] = SETTINGS.values()) -> str:
    """The table of docs/run/settings.md."""
    rows = "".join(f"| `{one.name}` | {one.shown or f'`{one.default}`'} | {one.meaning} |\n" for one in settings)
    return (
        "# Settings\n\nCloseknit is told everything by the environment; no file is edited. This page is made by "
        "`python -m closeknit.config.environment`.\n\n| variable | default | meaning |\n| --- | --- | --- |\n"
    ) + rows


if __name__ == "__main__":
    (CHECKOUT / "docs" / "run" / "settings.md").write_text(page())
