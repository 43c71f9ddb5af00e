"""Invitations: a link by which somebody chooses their password. It works once, for three days; only its hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from closeknit.access import audit, passwords
from closeknit.access.models import Invitation, User
from closeknit.catalogue.refusal import Refused

HOURS = 72


def make(user: User) -> str:
    """A new key for somebody's link, which nobody can see again; their one before ends."""
    key = secrets.token_urlsafe(32)
    ends = timezone.now() + timedelta(hours=HOURS)
    Invitation.objects.update_or_create(user=user, defaults={"hash": _hash(key), "expires_at": ends})
    return key


def end(user: User) -> None:
    """End somebody's link, if they have one."""
    Invitation.objects.filter(user=user).delete()


def of(key: str) -> User:
    """Whose link it is; Refused alike for one that never was, was used, was replaced or is too old."""
    return _open(key).user


def accept(key: str, password: str) -> User:
    """Let the link's owner choose their password, which ends the link and every session; Refused for a weak one."""
    with transaction.atomic():
        found = _open(key, lock=True)
        user = found.user
        for refused in passwords.weak(password, user):
            raise refused
        user.set_password(password)
        user.save(update_fields=["password"])
        audit.write("person.arrived", user.pk, user)
        found.delete()
        return user


def _open(key: str, *, lock: bool = False) -> Invitation:
    rows = Invitation.objects.select_related("user").filter(hash=_hash(key), expires_at__gt=timezone.now())
    found = (rows.select_for_update() if lock else rows).filter(user__is_active=True).first()
    if found is None:
        raise Refused(_("This link has ended. Ask an administrator for a new one."), code="link_ended")
    return found


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
