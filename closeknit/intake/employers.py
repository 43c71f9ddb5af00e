"""The organizations that rows name: found, or made beside them where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.directory.matching import Matcher
from closeknit.directory.traits import Traits, key_of
from closeknit.directory.verdicts import Known
from closeknit.intake.rows import Plain
from closeknit.intake.understanding import BESIDE
from closeknit.records.many import bulk
from closeknit.records.many.bulk import Draft
from closeknit.records.values import parsed

KIND = "organization"


class Employers:
    """Finds the organizations of a file by name; `reserve` gives ids for those that have to be made."""

    def __init__(self, actor: Actor, change: UUID, reserve: Callable[[int], list[int]]) -> None:
        self.kind, self.actor, self.reserve = kinds[KIND], actor, reserve
        self.matcher = Matcher(self.kind, actor, change)
        self.made: list[Draft] = []

    def resolve(self, plains: Iterable[Plain]) -> dict[str, Named | None]:
        """For each organization that the rows name, which one it is; None where that cannot be told or may not be made."""
        written = {name for plain in plains for name in self._named(plain)}
        if not written:
            return {}
        asked = {name: Traits(KIND, name, key_of(KIND, name)) for name in sorted(written)}
        self.matcher.look(asked.values())
        found = {name: self._find(traits) for name, traits in asked.items()}
        missing = [name for name, one in found.items() if one is None]
        answers = {name: Named(one.id, one.name) if one and one.id else None for name, one in found.items()}
        return answers | self._make(missing, asked)

    def _named(self, plain: Plain) -> list[str]:
        employments = plain.details.get("employments", ())
        single = (plain.values.get(key) for key in BESIDE)
        return [*filter(None, [*single, *(one.get("organization") for one in employments)])]

    def _find(self, asked: Traits) -> Known | None:
        """The one of that name; a stranger without an id where several are, None where there is none."""
        verdict = self.matcher.ask(asked)
        if verdict.same:
            return verdict.same
        alike = [one for one in verdict.maybe if one.traits.key == asked.key]
        if len(alike) == 1 and not alike[0].binned:
            return alike[0]
        return Known(asked) if alike else None

    def _make(self, missing: list[str], asked: dict[str, Traits]) -> dict[str, Named | None]:
        if not missing or not self.actor.may(KIND, "create"):
            return dict.fromkeys(missing)
        found: dict[str, Named | None] = {}
        for name, pk in zip(missing, self.reserve(len(missing)), strict=True):
            verdict = self.matcher.ask(asked[name])  # another writing of the same name may have come before
            if verdict.same:
                found[name] = Named(verdict.same.id, verdict.same.name)
                continue
            try:
                draft = bulk.draft(self.kind, parsed(self.kind, {"name": name}, self.actor), by=self.actor, pk=pk)
            except Refused:
                found[name] = None  # the row keeps it as a remark, with the reason
                continue
            self.made.append(draft)
            self.matcher.expect(asked[name], draft, pk)
            found[name] = Named(pk, name)
        return found
