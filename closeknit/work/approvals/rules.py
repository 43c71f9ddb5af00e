"""Who approves: the rules of roles and amounts, kept by who manages work, and the deputies that people name for themselves."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from closeknit.access import audit, gate, people
from closeknit.access.actors import Actor
from closeknit.access.models import Hat, User
from closeknit.access.verbs import Refused
from closeknit.work.approvals.approvals import WHATS
from closeknit.work.approvals.models import ApprovalRule, Deputy
from closeknit.work.hours.hours import RIGHT

HIGHEST, MOST, LONGEST = Decimal(10) ** 15, 200, 3_660  # of a limit; rules; days of a deputy


def rules(actor: Actor) -> QuerySet[ApprovalRule]:
    """Every rule. NotAllowed for who may not manage work."""
    gate.check(RIGHT, actor, "manage")
    return ApprovalRule.objects.select_related("hat").order_by("what", "hat__name", "currency")


def add(what: str, hat: int, limit: str, currency: str, *, by: Actor) -> ApprovalRule:
    """Let the wearers of a hat approve something, up to a limit where one is given. A rule for the same is replaced."""
    gate.check(RIGHT, by, "manage")
    found = Hat.objects.filter(pk=hat).first()
    if what not in WHATS:
        raise Refused(_("Choose what is approved."), field="what", code="required")
    if found is None:
        raise Refused(_("Choose the role that approves it."), field="hat", code="required")
    amount, code = _limit(limit.strip(), currency.strip().upper())
    with people.one_at_a_time():
        if ApprovalRule.objects.count() >= MOST:
            raise Refused(_("There are enough rules. Take one away first."), field="what", code="too_many")
        values = {"limit": amount}
        kept, _made = ApprovalRule.objects.update_or_create(what=what, hat=found, currency=code, defaults=values)
        audit.write("approvers.changed", by.user_id)
    return kept


def _limit(given: str, currency: str) -> tuple[Decimal | None, str]:
    if not given and not currency:
        return None, ""
    try:
        amount = Decimal(given.replace(",", "."))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= HIGHEST:
        raise Refused(
            _("Give the limit as an amount, such as 5000, or nothing for any."), field="limit", code="not_an_amount"
        )
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise Refused(_("Give the currency of the limit, such as EUR."), field="currency", code="unknown_currency")
    return amount, currency


def remove(rule: int, *, by: Actor) -> None:
    """Take a rule away; what was asked for by it waits for others."""
    gate.check(RIGHT, by, "manage")
    with people.one_at_a_time():
        if not ApprovalRule.objects.filter(pk=rule).delete()[0]:
            raise gate.Absent
        audit.write("approvers.changed", by.user_id)


def deputies(actor: Actor) -> QuerySet[Deputy]:
    """Those who stand in for somebody, now or later: of everybody for who manages work, else one's own and for whom one stands in."""
    found = (
        Deputy.objects.filter(until__gte=timezone.localdate()).select_related("user", "deputy").order_by("since", "pk")
    )
    if actor.may(RIGHT, "manage"):
        return found
    return found.filter(Q(user_id=actor.user_id or 0) | Q(deputy_id=actor.user_id or 0))


def appoint(user: int, deputy: int, since: str, until: str, *, by: Actor) -> Deputy:
    """Let somebody answer for another from one day to the other: for oneself, or for anybody by who manages work."""
    if user != by.user_id:
        gate.check(RIGHT, by, "manage")
    known = User.objects.filter(is_active=True, pk__in={user, deputy}).count()
    if known < 2:
        raise Refused(_("Choose another person as the deputy."), field="deputy", code="not_a_user")
    try:
        first, last = date.fromisoformat(since), date.fromisoformat(until)
    except ValueError:
        raise Refused(
            _("Say from which day until which, such as 2026-12-31."), field="since", code="not_a_date"
        ) from None
    if not 0 <= (last - first).days <= LONGEST or last < timezone.localdate():
        raise Refused(_("The last day is not before the first, nor before today."), field="until", code="bad_period")
    with people.one_at_a_time():
        return Deputy.objects.create(user_id=user, deputy_id=deputy, since=first, until=last)


def dismiss(pk: int, *, by: Actor) -> None:
    """End that somebody stands in: one's own deputy, or anybody's by who manages work."""
    mine = Deputy.objects.all() if by.may(RIGHT, "manage") else Deputy.objects.filter(user_id=by.user_id or 0)
    if not mine.filter(pk=pk).delete()[0]:
        raise gate.Absent
