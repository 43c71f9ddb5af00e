"""Verdicts: whether two sets of traits are the same one, may be, or are two, and why; the rules of "who is this?"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from closeknit.directory import names
from closeknit.directory.traits import ORGANIZATION, PERSON, Traits

ALIKE = 85  # of 100: how much of the shorter name must stand in the longer one


class Sure(IntEnum):
    """How sure it is that two are one. WEAK is certain only when it is the only one."""

    NO = 0
    DOUBTFUL = 1
    WEAK = 2
    STRONG = 3


@dataclass(slots=True, eq=False)
class Known:
    """Somebody who is there: a record by its id, or one about to be made (`pending`, whatever makes it).

    `fresh` says that the very file that asks has brought it: two rows of one file are two unless they say they are one.
    """

    traits: Traits
    id: int = 0
    name: str = ""
    binned: bool = False
    fresh: bool = False
    pending: Any = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about one who was asked for: the record that it is, or those that it may be, the likeliest first."""

    same: Known | None = None
    maybe: tuple[Known, ...] = ()
    why: str | Promise = ""

    @property
    def new(self) -> bool:
        """Whether nobody like this is there."""
        return self.same is None and not self.maybe


NEW = Verdict()
BINNED = _("This is in the bin; restore it, or add another one")


def judge(asked: Traits, known: Iterable[Known]) -> Verdict:
    """The verdict over everybody who shares a trait with the one asked for; who is named by id is that one."""
    known = list(known)
    named = next((one for one in known if asked.id and one.id == asked.id), None)
    if named is not None:
        return Verdict(maybe=(named,), why=BINNED) if named.binned else Verdict(same=named, why=_("Same id"))
    weighed = [(sure, why, one) for one in known for sure, why in (_weigh(asked, one),) if sure]
    if not weighed:
        return NEW
    weighed.sort(key=lambda each: (-each[0], each[2].name != asked.name, each[2].binned, each[2].id or 1 << 62))
    sure, why, best = weighed[0]
    others = [one for each, _why, one in weighed if each == sure]
    exact = [one for one in others if one.name == asked.name]
    if sure is Sure.WEAK and len(others) > 1 and len(exact) != 1:
        sure, why = Sure.DOUBTFUL, _("Several have this name")
    if sure >= Sure.WEAK and not best.binned:
        return Verdict(same=best, why=why)
    reason = BINNED if best.binned else why
    return Verdict(maybe=tuple(one for _sure, _why, one in weighed), why=reason)


def _weigh(asked: Traits, known: Known) -> tuple[Sure, str | Promise]:
    there = known.traits
    if asked.number and there.number:
        return (Sure.STRONG, _("Same number")) if asked.number == there.number else (Sure.NO, "")
    sure, why = WEIGHERS.get(asked.kind, _thing)(asked, known)
    # Whoever wrote the file knew the rows to be two, where they share no more than something alike.
    return (Sure.NO, "") if sure is Sure.DOUBTFUL and known.fresh else (sure, why)


def _person(asked: Traits, known: Known) -> tuple[Sure, str | Promise]:
    there = known.traits
    named = asked.key == there.key
    if asked.emails & there.emails:
        akin = named or not asked.key or _share_a_word(asked.name, known.name)
        return (Sure.STRONG, _("Same e-mail")) if akin else (Sure.DOUBTFUL, _("Same e-mail, another name"))
    if not named:
        telephone = asked.phones & there.phones and _share_a_word(asked.name, known.name)
        return (Sure.DOUBTFUL, _("Same telephone number, a name alike")) if telephone else (Sure.NO, "")
    for same, why in (
        (asked.employers & there.employers, _("Same name and organization")),
        (asked.phones & there.phones, _("Same name and telephone number")),
        (asked.birthday and asked.birthday == there.birthday, _("Same name and date of birth")),
        (any(city and postcode for city, postcode, _country in asked.places & there.places), _("Same name and place")),
    ):
        if same:
            return Sure.STRONG, why
    if (asked.birthday and there.birthday) or (asked.emails and there.emails and asked.employers and there.employers):
        return Sure.NO, ""  # they differ in what people rarely share
    return Sure.DOUBTFUL, _("Same name")


def _organization(asked: Traits, known: Known) -> tuple[Sure, str | Promise]:
    there = known.traits
    named = asked.key == there.key
    domain, telephone = asked.domains & there.domains, asked.phones & there.phones
    if asked.emails & there.emails:
        akin = named or _alike(asked.key, there.key)
        return (Sure.STRONG, _("Same e-mail")) if akin else (Sure.DOUBTFUL, _("Same e-mail, another name"))
    if named and domain:
        return Sure.STRONG, _("Same name and web address")
    if named and telephone:
        return Sure.STRONG, _("Same name and telephone number")
    if named:
        return _same_name(asked, known)
    if (domain or telephone) and _alike(asked.key, there.key):
        return Sure.DOUBTFUL, _("Same web address, a name alike") if domain else _(
            "Same telephone number, a name alike"
        )
    return Sure.NO, ""


def _thing(asked: Traits, known: Known) -> tuple[Sure, str | Promise]:
    """Anything else is known by its number, then by its name; two rows of one file that share a name only are two."""
    if asked.key != known.traits.key or known.fresh:
        return Sure.NO, ""
    return Sure.WEAK, _("Same name")


WEIGHERS = {PERSON: _person, ORGANIZATION: _organization}


def _same_name(asked: Traits, known: Known) -> tuple[Sure, str | Promise]:
    """Two organizations of one name: the place decides, and what else is known must not speak against it."""
    there = known.traits
    cities, countries = _compared(asked, there, 0), _compared(asked, there, 2)
    if cities and countries is not False:
        return Sure.WEAK, _("Same name and city")
    if countries and cities is None:
        return Sure.WEAK, _("Same name and country")
    against = cities is False or countries is False or (asked.domains and there.domains)
    if asked.name == known.name and not against:
        return Sure.WEAK, _("Same name")
    return Sure.DOUBTFUL, _("Same name")


def _compared(asked: Traits, there: Traits, part: int) -> bool | None:
    """Whether a part of the places is the same; None when one of the two does not say."""
    one, other = ({place[part] for place in traits.places if place[part]} for traits in (asked, there))
    return bool(one & other) if one and other else None


def _alike(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other) >= ALIKE


def _share_a_word(one: str, other: str) -> bool:
    return bool(set(names.person(one).split()) & set(names.person(other).split()))
