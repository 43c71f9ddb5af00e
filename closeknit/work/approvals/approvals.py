"""Approvals: asked for, given, refused with a reason, withdrawn; and who may answer, themselves or for somebody whose deputy they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.models import User
from closeknit.access.verbs import Refused, verb
from closeknit.records import entries
from closeknit.work import notices
from closeknit.work.approvals.models import Approval, ApprovalRule, Deputy, State

LONGEST, MOST_TOLD = 1_000, 50  # characters of a reason, and people who are told of one


@dataclass(frozen=True, slots=True)
class What:
    """Something that is asked for: what follows from the answer, in its transaction, and the condition under which it is still wanted."""

    key: str
    label: str | Promise
    answered: Callable[[Any, Approval, Actor], None] = lambda record, approval, by: None
    wanted: Callable[[], Q] = Q


WHATS: dict[str, What] = {}


def offer(*given: What) -> None:
    """Let these be asked for; called once by each folder when the program starts."""
    for one in given:
        if one.key in WHATS:
            raise ValueError(f"two things to approve are called {one.key}")
        WHATS[one.key] = one


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: words for who answers, the amount it is about, and of whom in particular, a person or a role."""

    text: str = ""
    amount: Decimal | None = None
    currency: str = ""
    user: int | None = None
    hat: int | None = None
    key: str = ""
    position: int | None = None


# ------------------------------------------------------------------------------------------------ who may answer


def deputies_of(actor: Actor, day: date | None = None) -> QuerySet[User]:
    """The people for whom somebody answers on a day."""
    on = day or timezone.localdate()
    standing = Deputy.objects.filter(deputy_id=actor.user_id, since__lte=on, until__gte=on)
    return User.objects.filter(pk__in=standing.values("user_id"), is_active=True)


def _for(people: QuerySet[User]) -> Q:
    """The approvals that any of these people may answer: what names them or a role of theirs, and what a rule gives to such a role."""
    hats = User.hats.through.objects
    others = people.exclude(pk=Coalesce(OuterRef("asked_by_id"), 0))
    worn = hats.filter(user_id=OuterRef("pk"), hat_id=OuterRef(OuterRef("of_hat_id")))
    named = Q(pk=OuterRef("of_user_id")) | Q(Exists(worn))
    theirs = hats.filter(user_id=OuterRef(OuterRef("pk"))).values("hat_id")
    rules = ApprovalRule.objects.filter(what=OuterRef(OuterRef("what")), hat_id__in=theirs)
    up_to = Q(currency=OuterRef(OuterRef("currency")), limit__gte=OuterRef(OuterRef("amount")))
    by_rule = Q(Exists(others.filter(Exists(rules.filter(Q(limit=None) | up_to)))))
    by_any = Q(amount=None) & Q(Exists(others.filter(Exists(rules))))
    return Q(Exists(others.filter(named))) | Q(of_user=None, of_hat=None) & (by_rule | by_any)


def answerable(actor: Actor) -> QuerySet[Approval]:
    """What waits for an answer that somebody may give, among what they see; never what they asked for themselves."""
    people = User.objects.filter(Q(pk=actor.user_id) | Q(pk__in=deputies_of(actor).values("pk")))
    return waiting(actor).filter(_for(people) & ~Q(asked_by_id=actor.user_id or 0))


def waiting(actor: Actor) -> QuerySet[Approval]:
    """What waits for an answer, and is still wanted, about records that somebody sees."""
    special = {key: one.wanted() for key, one in WHATS.items() if one.wanted is not Q}
    wanted = reduce(or_, (Q(what=key) & one for key, one in special.items()), ~Q(what__in=list(special)))
    return gate.rows(Approval, actor).filter(wanted, state=State.OPEN)


def _who(approval: Approval) -> list[int]:
    """Those who are told that something waits for them: whom it is asked of, and their deputies."""
    if approval.of_user_id is not None:
        found = [approval.of_user_id]
    else:
        hats = [approval.of_hat_id] if approval.of_hat_id else _hats(approval)
        found = list(
            User.objects.filter(hats__in=hats, is_active=True).distinct().values_list("pk", flat=True)[:MOST_TOLD]
        )
    today = timezone.localdate()
    standing = Deputy.objects.filter(user_id__in=found, since__lte=today, until__gte=today)
    everybody = [*found, *standing.values_list("deputy_id", flat=True)]
    return [one for one in dict.fromkeys(everybody) if one != approval.asked_by_id]


def _hats(approval: Approval) -> list[int]:
    rules = ApprovalRule.objects.filter(what=approval.what)
    if approval.amount is not None:
        rules = rules.filter(Q(limit=None) | Q(currency=approval.currency, limit__gte=approval.amount))
    return list(rules.values_list("hat_id", flat=True))


# ------------------------------------------------------------------------------------------------ asked and answered


def ask(record: Any, what: str, asked: Asked, *, by: Actor, told: bool = True) -> Approval:
    """Ask for something about a record, in the transaction of what needs it; what is asked already is not asked twice.

    The caller holds the record's lock. `told` writes the entry; a caller that writes its own leaves it out.
    """
    before = Approval.objects.filter(record_id=record.pk, what=WHATS[what].key, key=asked.key, state=State.OPEN).first()
    if before is not None:
        return before
    made = Approval.objects.create(
        record_id=record.pk, what=what, key=asked.key, text=asked.text, amount=asked.amount, currency=asked.currency,
        of_user_id=asked.user, of_hat_id=asked.hat, asked_by_id=by.user_id, position=asked.position,
    )  # fmt: skip
    if told:
        entries.write("approval.asked", by=by, records=[record.pk], data=_data(record, made))
    notices.tell(_who(made), record, "approval.asked", str(made.pk), {"by": by.name, "what": str(WHATS[what].label)})
    return made


@verb(_("Approve"), to="see")
def approve(record: Any, approval: int, *, by: Actor) -> Any:
    """Let what was asked for pass, as one who may or as their deputy."""
    return _answer(record, approval, State.APPROVED, "", by)


@verb(_("Refuse"), to="see")
def refuse(record: Any, approval: int, reason: str, *, by: Actor) -> Any:
    """Say no to what was asked for, with the reason."""
    said = reason.strip()
    if not said or len(said) > LONGEST or "\x00" in said:
        sentence = now("Say in a few words why not, in at most %(most)d characters.") % {"most": LONGEST}
        raise Refused(sentence, field="reason", code="required")
    return _answer(record, approval, State.REFUSED, said, by)


@verb(_("Withdraw"), to="see")
def withdraw(record: Any, approval: int, *, by: Actor) -> Any:
    """Take back what one asked for oneself."""
    found = (
        waiting(by).filter(record_id=record.pk, pk=approval, asked_by_id=by.user_id or 0).select_for_update().first()
    )
    if found is None:
        raise Refused(now("You ask for nothing here that still waits."), field="approval", code="not_asked")
    return _close(record, found, State.WITHDRAWN, "", None, by)


def _answer(record: Any, approval: int, state: State, reason: str, by: Actor) -> Any:
    here = answerable(by).filter(record_id=record.pk)
    found = here.filter(pk=approval).select_for_update().first()
    if found is None:
        sentence = now("This does not wait for your answer: it was answered already, or others decide it.")
        raise Refused(sentence, field="approval", code="not_yours")
    own = _may(found, User.objects.filter(pk=by.user_id or 0))
    others = () if own else deputies_of(by).values_list("pk", flat=True)
    stands_for = next((one for one in others if _may(found, User.objects.filter(pk=one))), None)
    return _close(record, found, state, reason, stands_for, by)


def _may(approval: Approval, people: QuerySet[User]) -> bool:
    return Approval.objects.filter(_for(people), pk=approval.pk).exists()


def _close(record: Any, found: Approval, state: State, reason: str, stands_for: int | None, by: Actor) -> Any:
    """Keep the answer, tell it in the history and to who asked, and do what follows from it."""
    found.state, found.reason, found.stands_for_id = state, reason, stands_for
    found.answered_by_id, found.answered_at = by.user_id, timezone.now()
    found.save(update_fields=["state", "reason", "stands_for", "answered_by", "answered_at"])
    data = _data(record, found) | {"reason": reason}
    data |= {"for": found.stands_for.name} if found.stands_for else {}
    kind = f"approval.{'deputy_' if stands_for else ''}{state.value}"
    entries.write(kind, by=by, records=[record.pk], data=data)
    if found.asked_by_id is not None and found.asked_by_id != by.user_id:
        said = {"by": by.name, "reason": reason}
        notices.tell([found.asked_by_id], record, f"approval.{state.value}", str(found.pk), said)
    WHATS[found.what].answered(record, found, by)
    return record


def _data(record: Any, approval: Approval) -> dict[str, Any]:
    """The evidence: what was asked for, about how much."""
    amount = f"{approval.amount.normalize():f} {approval.currency}" if approval.amount is not None else ""
    said = " ".join(one for one in (approval.text, amount) if one)
    return {"record": record.pk, "name": record.name, "approval": approval.pk, "text": said or str(record.name)}


def open_first(found: QuerySet[Approval]) -> QuerySet[Approval]:
    """In the order in which they are to be answered, with all that their lines show."""
    return found.select_related("record", "asked_by", "of_user", "of_hat").order_by(F("asked_at").asc(), "pk")
