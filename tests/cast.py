"""The cast: the people and customers that every test can call by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client

from closeknit.access import actors, hats
from closeknit.access.actors import Actor
from closeknit.access.models import Team, User
from closeknit.access.signin import BACKEND
from closeknit.catalogue.kinds import kinds
from closeknit.directory import ours
from closeknit.records import record
from closeknit.records.models import Entry

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Cast:
    """Ada administers, Tomás may do everything daily, Priya has her own records only (team North), Omar has no hat at all."""

    def __init__(self) -> None:
        shipped = hats.ship()
        self.north = Team.objects.create(name="North")
        self.ada_user = self._user("Ada Brightwell", "ada", shipped["administrator"])
        self.tomas_user = self._user("Tomás Ferreira", "tomas", shipped["full"])
        self.priya_user = self._user("Priya Nair", "priya", shipped["own"], self.north)
        self.omar_user = self._user("Omar Haddad", "omar")

    @staticmethod
    def _user(name: str, word: str, hat: Any = None, team: Any = None) -> User:
        user = User.objects.create(name=name, email=f"{word}@brightwell.example", password="!")
        user.hats.set([hat] if hat else [])
        user.teams.set([team] if team else [])
        return user

    def actor(self, who: str) -> Actor:
        """A fresh actor, beginning a change of its own: `ada`, `tomas`, `priya`, `omar`."""
        actor = actors.of_user(getattr(self, f"{who}_user").pk)
        actors.declare(actor)
        return actor

    @property
    def ada(self) -> Actor:
        return self.actor("ada")

    @property
    def tomas(self) -> Actor:
        return self.actor("tomas")

    @property
    def priya(self) -> Actor:
        return self.actor("priya")

    @property
    def omar(self) -> Actor:
        return self.actor("omar")

    def make(self, kind: str, by: str = "tomas", **values: Any) -> Any:
        """A record made through the verb, as a person would make it."""
        return record.create(kinds[kind], values, by=self.actor(by))

    def organization(self, name: str = "Kestrel Dairies", by: str = "tomas", **values: Any) -> Any:
        return self.make("organization", by, name=name, **values)

    def individual(self, given: str = "Hannah", family: str = "Osei", by: str = "tomas", **values: Any) -> Any:
        return self.make("individual", by, given_name=given, family_name=family, **values)

    def browser(self, who: str = "") -> Client:
        """Django's test client, signed in as somebody; as a stranger without a name."""
        client = Client()
        if who:
            client.force_login(getattr(self, f"{who}_user"), backend=BACKEND)
        return client

    def sign_in(self, page: Page, who: str, url: str) -> None:
        """Sign somebody in within a real browser on the server at `url`, without the form."""
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": self.browser(who).cookies[name].value, "url": url}])

    @staticmethod
    def history(subject: Any) -> list[str]:
        """The kinds of entry of a record, the oldest first."""
        return list(Entry.objects.filter(ties__record=subject.pk).order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, in a database of its own."""
    ours.forget()
    return Cast()
