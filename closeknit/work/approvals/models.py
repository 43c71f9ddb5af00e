"""Tables of approvals: who may let what pass, who stands in for whom, and what was asked and answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from closeknit.access.models import Hat
from closeknit.records.models import Record


class ApprovalRule(models.Model):
    """Who wears the hat may approve this: up to an amount of a currency, or any."""

    what = models.CharField(max_length=40)
    hat = models.ForeignKey(Hat, on_delete=models.CASCADE, related_name="+")
    limit = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, default="", blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["what", "hat", "currency"], name="approval_rule_once"),
            models.CheckConstraint(
                condition=Q(limit=None, currency="") | Q(limit__gte=0) & ~Q(currency=""), name="approval_rule_limit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} by {self.hat_id}"


class Deputy(models.Model):
    """Who answers for somebody from one day to another, both included."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="deputy_ends_after_it_begins"),
            models.CheckConstraint(condition=~Q(user=F("deputy")), name="deputy_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.user_id}"


class State(models.TextChoices):
    """How an approval stands."""

    OPEN = "open", _("Open")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Approval(models.Model):
    """That somebody asked for something about a record to be let pass, and what was answered. The evidence stands in the history too.

    It is for `of_user` or the wearers of `of_hat` where they are named, else for whom a rule allows it. `stands_for` is for whom a deputy
    answered; `position` is the step of a process that waits for it.
    """

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=40)
    key = models.CharField(max_length=60, default="", blank=True)
    text = models.TextField(default="", blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, default="", blank=True)
    of_user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    of_hat = models.ForeignKey(Hat, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10, default=State.OPEN, db_default=State.OPEN.value)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    asked_at = models.DateTimeField(db_default=Now())
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    answered_at = models.DateTimeField(null=True)
    stands_for = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)  # fmt: skip
    reason = models.TextField(default="", blank=True)
    position = models.BigIntegerField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("of_user"), F("id"), condition=Q(state="open") & ~Q(of_user=None), name="approval_of_user"),
            models.Index(F("of_hat"), F("id"), condition=Q(state="open") & ~Q(of_hat=None), name="approval_of_hat"),
            models.Index(F("what"), F("id"), condition=Q(state="open", of_user=None, of_hat=None), name="approval_by_rule"),
            models.Index(F("asked_by"), F("id"), condition=Q(state="open"), name="approval_asked"),
        ]  # fmt: skip
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["record", "what", "key"], condition=Q(state="open"), name="approval_open_once"),
            models.CheckConstraint(condition=Q(of_user=None) | Q(of_hat=None), name="approval_of_one"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="approval_state_known"),
            models.CheckConstraint(condition=Q(amount=None) | ~Q(currency=""), name="approval_amount_whole"),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="approval_refused_why"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.what} of {self.record_id}"
