"""Tables of how people want to hear of notices, and of the mornings on which they did."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    """How somebody hears of a kind of notice."""

    NONE = "none", _("Not at all")
    BELL = "bell", _("Under the bell")
    DIGEST = "digest", _("Bell, and the morning's e-mail")
    MAIL = "mail", _("Bell, and an e-mail at once")


class NoticeWish(models.Model):
    """How somebody wants to hear of a kind of notice, where that is not the usual way; of `MORNING`, whether they want the e-mail."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    how = models.CharField(max_length=10)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "kind"], name="notice_wish_once"),
            models.CheckConstraint(condition=Q(how__in=How.values), name="notice_wish_known"),
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["kind"], condition=Q(how="mail"), name="notice_wish_at_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.how} for {self.user_id}"


class Morning(models.Model):
    """The last day, where somebody is, on whose morning their e-mail was written, or there was nothing to write."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True)
    day = models.DateField()

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"


class NoticeMailed(models.Model):
    """That a notice was told by e-mail, which it is once."""

    notice = models.OneToOneField("work.Notice", on_delete=models.CASCADE, related_name="mailed", primary_key=True)

    def __str__(self) -> str:
        return f"{self.notice_id}"
