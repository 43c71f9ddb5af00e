"""The shell around every page: who is here, where they can go, and what they can take back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from closeknit.access.actors import NOBODY, Actor
from closeknit.access.requests import Request
from closeknit.catalogue.kinds import kinds

UNDO = "undo"
SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the side bar: `seen(actor)` tells who has it. It stands in the group "day" under Today, "overview" below the records, "" below
    that, "foot", or "settings" on the page of settings, where `hint` says what is done there.
    """

    label: str | Promise
    url_name: str
    icon: str
    seen: Callable[[Actor], bool]
    group: str = ""
    hint: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the side bar, or of a menu: `current` where one is at the moment, `go` the letter that leads there after G."""

    label: str
    url: str
    icon: str
    current: bool = False
    go: str = ""
    face: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Some lines of the side bar under a heading; the first has none."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Me:
    """Who is signed in: the name, what decides the tint of their face, and the page of their account."""

    name: str
    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody added to their side bar, and the keys of what they do not want in it (see `offered`)."""

    groups: tuple[Group, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """All that stands around the work; hashable, as its parts are rendered once for all who get the same."""

    company: str
    groups: tuple[Group, ...]
    foot: tuple[Item, ...]
    phone: tuple[Item, ...]
    search_url: str
    new: tuple[Item, ...]
    me: Me
    sign_out_url: str
    arrange_url: str
    home_url: str = "/"
    palette_url: str = ""
    bell_url: str = ""


PLACES: list[Place] = []


def somewhere(verb: str) -> Callable[[Actor], bool]:
    """Who may do this verb on records of some kind: for `Place.seen`."""
    return lambda actor: any(actor.may(kind.key, verb) for kind in kinds)


# The demonstration says here what may be tried next: {who, text, others_url, next_url, next_label}, or nothing.
SCENES: list[Callable[[Request], dict[str, Any] | None]] = []


def register(place: Place) -> None:
    """Add a place to the side bar; called once by its owner when the program starts."""
    PLACES.append(place)


def offer_undo(request: Request, text: str, change: UUID | None = None, back: str = "") -> None:
    """Offer, on the next whole page, to take back a change: the one that this request makes, or another; then to go on at `back`."""
    offer(request, text, reverse("undo", args=[change or request.actor.change]), back)


def offer(request: Request, text: str, url: str, back: str = "") -> None:
    """Say on the next whole page what happened, with a button that sends a form to `url`, which takes it back."""
    request.session[UNDO] = {"text": text, "url": url, "back": back}


def forget(request: HttpRequest) -> None:
    """Take back what the request offered: it changed nothing."""
    request.session.pop(UNDO, None)
    request.made_shell = None  # type: ignore[attr-defined]


def context(request: Request) -> dict[str, Any]:
    """What every template may use: the `shell`, for whoever is signed in."""
    actor: Actor = getattr(request, "actor", NOBODY)
    if not actor.known:
        return {"shell": {"company": company()}}
    # Once for a request: its parts are rendered before the page, and the first to ask would use up what is offered.
    if (made := getattr(request, "made_shell", None)) is None:
        made = request.made_shell = _shell(request, actor)  # type: ignore[attr-defined]
    return {"shell": made}


_company: list[Callable[[], str]] = [lambda: ""]


def named_by(answer: Callable[[], str]) -> None:
    """Say who knows the company's name: the folder that keeps our own company calls this at start-up."""
    _company[-1] = answer


_bell: list[str] = []


def rung_at(url_name: str) -> None:
    """Say which page shows what people were told; with `?count` it answers with the number that is new."""
    _bell[:] = [url_name]


_own: list[Callable[[Request, Actor], Own]] = [lambda request, actor: Own()]


def arranged_by(answer: Callable[[Request, Actor], Own]) -> None:
    """Say who knows what people made of their side bars: the folder that keeps them calls this at start-up."""
    _own[-1] = answer


def offered(actor: Actor) -> list[tuple[str, str]]:
    """What of the side bar somebody can hide: keys, and what people read."""
    seen = [(f"kind-{kind.key}", str(kind.label_plural)) for kind in kinds if actor.may(kind.key, "see")]
    return seen + [
        (f"place-{place.url_name}", str(place.label))
        for place in PLACES
        if place.group != SETTINGS and place.seen(actor)
    ]


def settings(actor: Actor) -> list[Place]:
    """The places of the settings that somebody has."""
    return [place for place in PLACES if place.group == SETTINGS and place.seen(actor)]


def company() -> str:
    """The name that stands over the side bar; the product's own while the company has none."""
    return _company[-1]() or "Closeknit"


def _shell(request: Request, actor: Actor) -> dict[str, Any]:
    frame = _frame(request, actor)
    return {
        "frame": frame,
        "company": frame.company,
        "search_url": frame.search_url,
        "new": frame.new,
        "undo": request.session.pop(UNDO, None) if not getattr(request, "htmx", False) else None,
        "scene": next((scene for show in SCENES if (scene := show(request))), None),
    }


def _frame(request: Request, actor: Actor) -> Frame:
    own = Own() if getattr(request, "htmx", False) else _own[-1](request, actor)
    seen = [kind for kind in kinds if actor.may(kind.key, "see")]
    wanted = [kind for kind in seen if f"kind-{kind.key}" not in own.hidden]
    records = tuple(_item(request, kind.label_plural, f"/{kind.plural}/", kind.icon) for kind in wanted)
    today = _item(request, _("Today"), "/", "sun", exact=True)
    parts = [_places(request, actor, group, own.hidden) for group in ("day", "overview", "")]
    parts.insert(1, records)
    today, *places = _lettered((today, *chain.from_iterable(parts)))
    lettered = iter(places)
    daily, records, overview, data = (tuple(islice(lettered, len(part))) for part in parts)
    groups = (
        Group("", (today, *daily)),
        Group(_("Records"), records),
        Group(_("Overview"), overview),
        Group(_("Data"), data),
        *own.groups,
    )
    return Frame(
        company=company(),
        groups=tuple(group for group in groups if group.items),
        foot=(*_settings_item(request, actor), *_places(request, actor, "foot", own.hidden)),
        phone=(today, *records)[:3],
        search_url=reverse("search") if seen else "",
        palette_url=reverse("palette"),
        bell_url=reverse(_bell[0]) if _bell else "",
        new=tuple(
            Item(str(kind.add_label), reverse("create", args=[kind.plural]), kind.icon)
            for kind in kinds
            if actor.may(kind.key, "create")
        ),
        me=Me(actor.name, f"user-{actor.user_id}", reverse("my_settings")),
        sign_out_url=reverse("account_logout"),
        arrange_url=reverse("side_bar"),
    )


def _lettered(items: Iterable[Item]) -> list[Item]:
    """The places, each with the letter of its label that goes to it after G: the first that no other has."""
    taken: set[str] = set()
    found = []
    for item in items:
        letters = (sign.lower() for sign in item.label if sign.isascii() and sign.isalpha())
        letter = next((one for one in letters if one not in taken), "")
        taken.add(letter)
        found.append(replace(item, go=letter))
    return found


def _places(request: HttpRequest, actor: Actor, group: str, hidden: frozenset[str]) -> tuple[Item, ...]:
    return tuple(
        _item(request, place.label, reverse(place.url_name), place.icon)
        for place in PLACES
        if place.group == group and place.seen(actor) and f"place-{place.url_name}" not in hidden
    )


def _settings_item(request: Request, actor: Actor) -> tuple[Item, ...]:
    """One line for all settings of the company; one's own are in the menu of oneself."""
    if not settings(actor):
        return ()
    url = reverse("settings")
    here = request.path.startswith(url) and not request.path.startswith(reverse("my_settings"))
    return (Item(_("Settings"), url, "settings", here),)


def _item(request: HttpRequest, label: Any, url: str, icon: str, *, exact: bool = False) -> Item:
    return Item(str(label), url, icon, request.path == url if exact else request.path.startswith(url))
