"""Tables of mail: what leaves the house, by which server, in whose words, and to whom nothing may be sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from closeknit.records.models import Entry, Record


class State(models.TextChoices):
    """How far a message is. `claimed` is in a worker's hands and untouched; `sending` may be in the server's."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("about to leave")
    SENDING = "sending", _("leaving")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not sent")
    UNKNOWN = "unknown", _("perhaps sent")
    STOPPED = "stopped", _("stopped")


class Template(models.Model):
    """Words that are written again and again, with places for what differs. `kind` is whom they are written to."""

    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(max_length=40)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(Lower("name"), condition=Q(retired_at=None), name="mail_template_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """The words of a template in one language as somebody left them; a change makes the next, so that what was sent stays known."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=12)
    number = models.IntegerField()
    subject = models.CharField(max_length=300)
    body = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["template", "language", "number"], name="mail_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} {self.language} {self.number}"


class Message(models.Model):
    """One message to one address. It is here before it is sent, and says what became of it.

    `due_at` is when it may leave, `expires_at` when it is too late for it, `lease_until` how long the worker `claim` has it for itself. `key` makes
    it once. One that `repeats` is sent again where nobody knows what became of it. `kept_here`: the built-in mailbox took it.
    """

    message_id = models.CharField(max_length=200, unique=True)
    purpose = models.CharField(max_length=20)
    key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    to_address = models.CharField(max_length=320)
    to_name = models.CharField(max_length=300, blank=True)
    from_name = models.CharField(max_length=300, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list, db_default=[])
    record = models.ForeignKey(Record, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="messages")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    claim = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    attempts = models.IntegerField(default=0, db_default=0)
    repeats = models.BooleanField(default=False)
    kept_here = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(F("due_at"), F("id"), condition=Q(state="queued"), name="mail_message_due"),
            models.Index(F("lease_until"), condition=Q(state__in=["claimed", "sending"]), name="mail_message_leased"),
            models.Index(F("begun_at"), condition=~Q(begun_at=None), name="mail_message_begun"),
        ]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="mail_state_known"),
            models.CheckConstraint(condition=~Q(state="sent") | ~Q(settled_at=None), name="mail_sent_when"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"


class Suppression(models.Model):
    """An address, in small letters, to which nothing is sent: it does not exist, or its owner asked for that."""

    address = models.CharField(max_length=320, unique=True)
    reason = models.CharField(max_length=20)
    answer = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.address


class Account(models.Model):
    """How mail leaves: one row. `password` is sealed with the installation's secret; `home` tells a copy from the database it was made of."""

    way = models.CharField(max_length=10, default="none")
    host = models.CharField(max_length=255, blank=True)
    port = models.IntegerField(default=587)
    security = models.CharField(max_length=10, default="starttls")
    user = models.CharField(max_length=320, blank=True)
    password = models.TextField(blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    from_name = models.CharField(max_length=200, blank=True)
    reply_to = models.CharField(max_length=320, blank=True)
    per_minute = models.IntegerField(default=300)
    home = models.CharField(max_length=64, blank=True)
    trouble = models.CharField(max_length=40, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    trouble_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.CheckConstraint(condition=Q(pk=1), name="mail_account_one")]

    def __str__(self) -> str:
        return self.way


class Signature(models.Model):
    """What somebody's letters end with."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}"
