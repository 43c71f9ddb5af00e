"""Random fields, scopes, values, edits, retirements, changes of type and filters: page, API, export and filter answer as plain Python does.

CLOSEKNIT_CASES says how many answers are compared (200 without it), CLOSEKNIT_SEED where chance begins.
"""

from __future__ import annotations

import csv
import io
import json
import os
import random
import re
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from closeknit.access import actors, gate
from closeknit.api.tests.programs import Program
from closeknit.catalogue import filters
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused
from closeknit.profiles import definitions, places, segments
from closeknit.profiles.models import Definition
from closeknit.records import reading, record
from tests import shape_model
from tests.cast import Cast
from tests.shape_model import LABELS, TYPES, Company, Fact

CASES = int(os.environ.get("CLOSEKNIT_CASES", "200"))
SEED = int(os.environ.get("CLOSEKNIT_SEED", "1841"))
PART, RECORDS, MOST = 100, 24, 12  # cases of one company, its records, its fields in force
KIND = kinds["organization"]
ROW = re.compile(r'<tr[^>]*>.*?href="/organizations/(\d+)-', re.DOTALL)


@pytest.mark.parametrize("part", range(-(-CASES // PART)))
def test_every_door_answers_as_the_model_does(cast: Cast, settings: LazySettings, part: int) -> None:
    settings.API_PER_MINUTE = 10**9
    world = World(cast, random.Random(SEED * 100_003 + part))
    differences = [
        f"part {part}, case {case}: {told}"
        for case in range(min(PART, CASES - part * PART))
        for told in world.differences()
    ]
    assert not differences, f"seed {SEED}: {len(differences)} differences:\n" + "\n".join(differences[:5])
    assert world.found > PART // 4 or CASES < PART, "hardly any filter found a record: it proves nothing"


class World:
    """The company in the database, and the same one in the model; one chance decides what happens to both."""

    def __init__(self, cast: Cast, chance: random.Random) -> None:
        self.cast, self.chance, self.found = cast, chance, 0
        made = [cast.organization(f"Firm {chance.randint(0, 999):03} {number:02}") for number in range(RECORDS)]
        self.model = Company({one.pk: one.name for one in made})
        self.page: Client = cast.browser("tomas")
        self.program = Program(cast.tomas_user)
        for _number in range(3):
            self.add()
        for _number in range(RECORDS * 2):
            self.set_value()

    def differences(self) -> list[str]:
        """Something happens, then one filter is asked at every door; what does not answer as the model does."""
        acts = [self.set_value, self.set_value, self.set_value, self.add, self.answers, self.retire, self.reinstate, self.rescope, self.retype, self.make_segment, self.place]  # fmt: skip
        act = self.chance.choice(acts)
        told = act()
        tree = shape_model.some_filter(self.chance, self.model.live())
        sortable = ["name", *(one.key for one in self.model.live() if one.type != "choices")]
        sort = self.chance.choice(("", "-")) + self.chance.choice(sortable)
        expected = self.model.found(tree, sort)
        self.found += bool(expected)
        doors = {"page": self.on_page, "API": self.by_api, "export": self.by_export}
        answers = {name: door(tree, sort) for name, door in doors.items()}
        wrong = [f"{name} {answer}" for name, answer in answers.items() if answer != expected]
        if self.by_filter(tree) != set(expected):
            wrong.append("filter")
        wrong += self.record_differences() + ([told] if told else [])
        return [
            f"{act.__name__}, {json.dumps(tree)} sorted by {sort}: expected {expected}, was {each}" for each in wrong
        ]

    # ------------------------------------------------------------ the doors

    def asked(self, tree: Any, sort: str) -> dict[str, str]:
        return {"filter": json.dumps(tree), "sort": sort}

    def on_page(self, tree: Any, sort: str) -> list[int]:
        answer = self.page.get("/organizations/", {**self.asked(tree, sort), "column": "name"})
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return [int(pk) for pk in ROW.findall(answer.content.decode().partition("<tbody")[2])]

    def by_api(self, tree: Any, sort: str) -> list[int]:
        """Page by page, so that cursors are compared too."""
        found, after = list[int](), ""
        while True:
            query = {**self.asked(tree, sort), "limit": "9", "fields": "name", "after": after}
            answer: Any = self.program.client.get("/api/v1/organizations", query, headers={"Authorization": f"Bearer {self.program.token}"})  # fmt: skip
            assert answer.status_code == 200, answer.content
            found += [one["id"] for one in answer.json()["items"]]
            after = answer.json()["after"] or ""
            if not after:
                return found

    def by_export(self, tree: Any, sort: str) -> list[int]:
        answer: Any = self.page.get("/organizations/export.csv", {**self.asked(tree, sort), "column": "name"})
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return [int(row["id"]) for row in csv.DictReader(io.StringIO(text))]

    def by_filter(self, tree: Any) -> set[int]:
        by = self.cast.tomas
        condition = filters.condition(filters.read(tree), gate.Readable(KIND, by))
        return set(gate.rows(KIND.model, by).filter(condition).values_list("pk", flat=True))

    def record_differences(self) -> list[str]:
        """One record read whole: its values, as the model has them."""
        pk = self.chance.choice(list(self.model.names))
        stored = reading.stored(reading.one(KIND, pk, self.cast.tomas))
        expected = {one.key: one.values.get(pk) for one in self.model.live()}
        expected = {key: list(one) if isinstance(one, tuple) else one for key, one in expected.items()}
        return [
            f"record {pk} {key}: {stored[key]!r} for {one!r}" for key, one in expected.items() if stored[key] != one
        ]

    # ------------------------------------------------------------ what happens

    def some(self, facts: list[Fact] | None = None) -> Fact | None:
        among = self.model.live() if facts is None else facts
        return self.chance.choice(among) if among else None

    def known(self, made: Definition, **more: Any) -> Fact:
        """A definition as the model has it."""
        options = [(one["key"], one["label"], one["retired"]) for one in made.options]
        fact = Fact(made.key, made.type, made.pk, options, placed=bool(made.sorted_in), **more)
        self.model.facts[made.key] = fact
        return fact

    def some_scope(self) -> tuple[dict[str, Any], Any]:
        """A scope as the API has it, and as the model has it."""
        pk = self.chance.choice(list(self.model.names))
        chosen = self.chance.random()
        if self.model.segments and chosen < 0.3:
            segment = self.chance.choice(list(self.model.segments))
            return {"segment": segment}, segment
        return ({"record": pk}, {pk}) if chosen < 0.45 else ({"all": True}, "all")

    def add(self) -> str:
        if len(self.model.live()) >= MOST:
            return ""
        type, (scope, meant) = self.chance.choice(TYPES), self.some_scope()
        given: dict[str, Any] = {"label": f"Field {len(self.model.facts)} {self.chance.randint(0, 9999)}", "type": type, "scope": scope}  # fmt: skip
        if type in definitions.WITH_ANSWERS:
            given["options"] = self.chance.sample(LABELS, self.chance.randint(2, 5))
        self.known(definitions.add(KIND, given, by=self.cast.ada), scope=meant)
        return ""

    def set_value(self) -> str:
        fact, pk = self.some(), self.chance.choice(list(self.model.names))
        if fact is None or (fact.options and all(retired for *_names, retired in fact.options)):
            return ""
        value = None if self.chance.random() < 0.15 else shape_model.some_value(self.chance, fact)
        try:
            record.edit(KIND.model(pk=pk), {fact.key: value}, by=self.cast.tomas)
            refused = ""
        except Refused as one:
            refused = one.code
        # It must describe the record as it stands after the edit, which the edit itself may have moved into a segment or out of it.
        before = dict(fact.values)
        fact.values = {**fact.values, pk: tuple(value) if isinstance(value, list) else value} if value is not None else {one: held for one, held in fact.values.items() if one != pk}  # fmt: skip
        same = before == fact.values
        outside = value is not None and not same and not self.model.describes(fact, pk)
        if outside:
            fact.values = before
        return "" if (refused == "outside_scope") == outside else f"set {fact.key} of {pk} to {value!r}: {refused!r}"

    def answers(self) -> str:
        """Answers are turned round, renamed, retired, added."""
        fact = self.some([one for one in self.model.live() if one.options])
        if fact is None:
            return ""
        rows = [{"key": key, "label": label, "retired": self.chance.random() < 0.15} for key, label, _r in fact.options]
        self.chance.shuffle(rows)
        rows[0]["retired"] = False
        if self.chance.random() < 0.3:
            rows[0]["label"] = f"Renamed {self.chance.randint(0, 999)}"
        if self.chance.random() < 0.3 and len(rows) < 8:
            rows.append({"label": f"Further {self.chance.randint(0, 9999)}"})
        made = definitions.change(KIND, fact.key, {"options": rows}, by=self.cast.ada)
        fact.options = [(one["key"], one["label"], one["retired"]) for one in made.options]
        return ""

    def asked_about(self, fact: Fact) -> bool:
        return any(f'"field": "{fact.key}"' in json.dumps(tree) for tree in self.model.segments.values())

    def retire(self) -> str:
        fact = self.some()
        if fact is None or self.chance.random() < 0.5:
            return ""
        try:
            definitions.retire(KIND, fact.key, by=self.cast.ada)
        except Refused as refused:
            return "" if refused.code == "in_use" and self.asked_about(fact) else f"retire {fact.key}: {refused.code}"
        fact.retired = True
        return f"retired {fact.key}, which a segment asks about" if self.asked_about(fact) else ""

    def reinstate(self) -> str:
        fact = self.some([one for one in self.model.facts.values() if one.retired])
        if fact is not None and len(self.model.live()) < MOST:
            definitions.reinstate(KIND, fact.id, by=self.cast.ada)
            fact.retired = False
        return ""

    def rescope(self) -> str:
        fact, (scope, meant) = self.some(), self.some_scope()
        if fact is None:
            return ""
        try:
            definitions.change(KIND, fact.key, {"scope": scope}, by=self.cast.ada)
        except Refused as refused:
            return "" if refused.code == "circle" else f"scope of {fact.key}: {refused.code}"
        fact.scope = meant
        return ""

    def retype(self) -> str:
        fact = self.some()
        if fact is None or self.chance.random() < 0.4:
            return ""
        given: dict[str, Any] = {"type": self.chance.choice([one for one in TYPES if one != fact.type])}
        if given["type"] in definitions.WITH_ANSWERS and (not fact.values or self.chance.random() < 0.5):
            given["options"] = self.chance.sample(LABELS, 4)
        try:
            tried = definitions.try_retype(KIND, fact.key, given, by=self.cast.ada)
            made = definitions.retype(KIND, fact.key, given, by=self.cast.ada)
        except Refused as refused:
            return "" if refused.code == "in_use" and self.asked_about(fact) else f"type of {fact.key}: {refused.code}"
        new = self.known(made, scope=fact.scope)
        found = {pk: shape_model.converted(fact, new, value) for pk, value in fact.values.items()}
        new.values = {pk: value for pk, value in found.items() if value is not None}
        if tried.converts != len(new.values):
            return f"the preview of {fact.key} as {made.type} told {tried.converts} for {len(new.values)}"
        return ""

    def place(self) -> str:
        """A field without a place gets one that another does without, and its values come there by and by."""
        wanting = [one for one in self.model.live() if not one.placed and not one.options and one.type != "yes_no"]
        if wanting and self.chance.random() < 0.7:
            places.give(self.chance.choice(wanting).id, least=RECORDS // 2)
        for one in Definition.objects.filter(kind=KIND.key, filling=True):
            for _number in range(self.chance.randint(0, 4)):
                places.step(one.pk, RECORDS // 2)
        actors.declare(self.cast.tomas)
        made = Definition.objects.in_bulk()
        for fact in self.model.facts.values():
            fact.placed = bool(made[fact.id].sorted_in)
        return ""

    def make_segment(self) -> str:
        facts = [one for one in self.model.live() if one.scope == "all"]
        tree = shape_model.some_filter(self.chance, facts, depth=1)
        if not facts or len(self.model.segments) >= 4 or tree == {"all": []}:
            return ""
        try:
            made = segments.add(KIND, {"name": f"Segment {len(self.model.segments)}", "filter": tree}, by=self.cast.ada)
        except Refused:
            return ""  # an empty one
        self.model.segments[made.pk] = tree
        return ""
