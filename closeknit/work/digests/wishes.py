"""How each person wants to hear of each kind of notice; where they said nothing, under the bell and in the morning's e-mail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused
from closeknit.work.digests.models import How, NoticeWish
from closeknit.work.notices import NOTICE_KINDS, NoticeKind

MORNING = "morning"  # the wish for the morning's e-mail as a whole: digest or none
USUAL = How.DIGEST
LABEL = gettext_lazy("An e-mail in the morning with what I have to do and what is new")


def of(user: int) -> dict[str, str]:
    """What somebody said otherwise than usual, by kind."""
    return dict(NoticeWish.objects.filter(user_id=user).values_list("kind", "how"))


def offered(actor: Actor) -> list[tuple[str, str | Promise, str]]:
    """Every kind of notice: its key, what people read, and how the actor hears of it."""
    said = of(actor.user_id or 0)
    return [(key, label(one), said.get(key, USUAL)) for key, one in NOTICE_KINDS.items()]


def label(kind: NoticeKind) -> str:
    """What a kind is called where nothing has happened: its sentence, with dots for what differs."""
    return str(kind.sentence).format_map(_Dots())


class _Dots(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "…"


@transaction.atomic
def choose(given: Mapping[str, str], *, by: Actor) -> None:
    """Choose how one hears of each kind that is given, and whether there is an e-mail in the morning. Raises Refused."""
    known = {*NOTICE_KINDS, MORNING}
    wished = {key: how for key, how in given.items() if key in known}
    if any(how not in How.values for how in wished.values()):
        raise Refused(_("Choose one of the ways in the list."), code="not_an_option")
    rows = [NoticeWish(user_id=by.user_id or 0, kind=key, how=how) for key, how in wished.items()]
    NoticeWish.objects.bulk_create(rows, update_conflicts=True, unique_fields=["user", "kind"], update_fields=["how"])
