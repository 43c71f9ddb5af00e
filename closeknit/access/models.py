"""Tables of access: users, teams, hats and their grants, shares, tokens, sessions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class Users(BaseUserManager["User"]):
    """Finds users by e-mail, whatever the case it was typed in."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username or "")


class User(AbstractBaseUser):
    """Somebody who may sign in. What they may do comes from their hats."""

    email = models.EmailField(_("e-mail"), max_length=254)
    name = models.CharField(_("name"), max_length=200)
    language = models.CharField(_("language"), max_length=12, blank=True, default="")  # "" is the company's
    zone = models.CharField(_("time zone"), max_length=60, blank=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(db_default=Now())
    hats: models.ManyToManyField[Hat, Any] = models.ManyToManyField("Hat", related_name="wearers", blank=True)
    teams: models.ManyToManyField[Team, Any] = models.ManyToManyField("Team", related_name="members", blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[Users] = Users()

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name


class Team(models.Model):
    """People who look after customers together; teams form a tree."""

    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="below")

    class Meta:
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name


class Hat(models.Model):
    """A job in the company as a role: its grants say what its wearers may do, its classes which fields they see."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    classes = ArrayField(models.CharField(max_length=20), default=list)

    def __str__(self) -> str:
        return self.name


class Reach(models.TextChoices):
    """How far a grant goes. Higher folders register further reaches by name."""

    OWN = "own", _("their own")
    TEAM = "team", _("their teams'")
    BELOW = "below", _("their teams' and those below")
    ALL = "all", _("all")


class Grant(models.Model):
    """A hat's permission: this verb, on records of this kind, as far as this reach. `*` means any; grants only add up."""

    hat = models.ForeignKey(Hat, on_delete=models.CASCADE, related_name="grants")
    kind = models.CharField(max_length=40, default="*")
    verb = models.CharField(max_length=40, default="*")
    reach = models.CharField(max_length=40, default=Reach.ALL)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["hat", "kind", "verb", "reach"], name="grant_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.verb} ({self.reach})"


class Share(models.Model):
    """One record opened to one user or one team, to see or to edit, until a date."""

    record = models.ForeignKey("records.Record", on_delete=models.CASCADE, related_name="shares")
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="shared_with_them")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.CASCADE, related_name="shares")
    edit = models.BooleanField(default=False)
    until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=False, team__isnull=True)
                | models.Q(user__isnull=True, team__isnull=False),
                name="share_with_one",
            ),
            models.UniqueConstraint(
                fields=["record", "user"], condition=models.Q(user__isnull=False), name="share_user_once"
            ),
            models.UniqueConstraint(
                fields=["record", "team"], condition=models.Q(team__isnull=False), name="share_team_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_id} with {self.user_id or self.team_id}"


class Token(models.Model):
    """A key for a program that acts for its owner. Only its hash is kept; it can do no more than its owner and its scopes."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=200)
    hash = models.CharField(max_length=64, unique=True)
    tail = models.CharField(max_length=6)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} (…{self.tail})"


class Invitation(models.Model):
    """A link that was handed to somebody, by which they choose their password. Works once; only its hash is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True, related_name="invitation")
    hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} until {self.expires_at:%Y-%m-%d %H:%M}"


class Deed(models.Model):
    """Something done about who may sign in and what they may do. Written in the transaction of the change, never edited."""

    moment = models.DateTimeField(db_default=Now())
    kind = models.CharField(max_length=40)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    about = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="deeds")
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.kind} by {self.by_id}"


class Session(AbstractBaseSession):
    """A signed-in browser; the user stands in a column, so that one query finds session, user and grants."""

    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> Any:
        from closeknit.access.sessions import SessionStore

        return SessionStore
