"""The table of the API: what was answered under an idempotency key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Idempotency(models.Model):
    """The answer to a request that created something, kept for a day so that the same request again gets the same answer.

    `asked` is the hash of the request, `rights` the hash of what its sender might do at that moment.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    asked = models.CharField(max_length=64)
    rights = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    headers = models.JSONField(default=dict)
    answer = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
