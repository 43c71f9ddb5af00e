"""The form by which somebody is said to have left: what is asked, what is proposed, and what it would touch."""

from __future__ import annotations

from typing import Any

from django.forms.utils import flatatt
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.types import Named
from closeknit.catalogue.fields import Field, field
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.refusal import Refused, RefusedTogether, each
from closeknit.catalogue.types import controls
from closeknit.directory import leaving, successors
from closeknit.directory.leaving import ENDS, LONGEST_NOTE, MOVES, STAYS, Concern, Leaver, Told
from closeknit.directory.models import Employment, Organization
from closeknit.records import entries
from closeknit.records.facts import control_of, typed_control
from closeknit.web import marks

LAST_DAY = field("last_day", _("Last day"), "date", required=True, hint=_("A day that lies ahead counts from then on."))
SUCCESSOR = field(
    "successor",
    _("Who takes over there"),
    "reference",
    target="individual",
    hint=_("Leave it empty while nobody does."),
)
NEW_EMPLOYER = field(
    "new_employer",
    _("Where they work now"),
    "reference",
    target="organization",
    hint=_("Leave it empty if you do not know."),
)
TITLE = field("title", _("As what"), "text", limit=300)
SINCE = field("since", _("Since"), "date")
NOTE = field("note", _("Note"), "long_text", limit=LONGEST_NOTE)
LEAVING, NEXT = (LAST_DAY, SUCCESSOR, NOTE), (NEW_EMPLOYER, TITLE, SINCE)
NAMES = {"successor": "individual", "new_employer": "organization"}
DEEDS = {STAYS: _("stays as it is"), ENDS: _("ends on that day"), MOVES: _("goes to who takes over")}
CHOICE = "touch-"  # before the key of a concern, in the name of its control
WHY = {
    "named": _("%(name)s is proposed: the latest note on %(leaver)s names them."),
    "title": _("%(name)s is proposed: the same title there."),
    "contact": _("%(name)s is proposed: there you speak with them most."),
}


class HasLeft:
    """What was typed about somebody's leaving, and the page that asks for it."""

    def __init__(self, individual: Any, actor: Actor, given: QueryDict) -> None:
        self.individual, self.actor, self.given = individual, actor, given
        self.posts = leaving.posts(individual.pk)
        places = gate.rows(Organization, actor).filter(pk__in=[one.organization_id for one in self.posts])
        self.seen = dict(places.values_list("pk", "name"))
        self.post = self._chosen()
        self.proposed = successors.proposed(individual, self.post.organization_id, actor) if self.post else None  # type: ignore[arg-type]

    def _chosen(self) -> Employment | None:
        wished = self.given.get("employment", "")
        at = self.given.get("at", "")  # the organization on whose page it was asked for
        found = [one for one in self.posts if str(one.pk) == wished or (at and str(one.organization_id) == at)]
        return next(iter([*found, *self.posts]), None)

    def told(self) -> Told:
        """What the form says; raises RefusedTogether."""
        self._check_proposal()
        values: dict[str, Any] = {}
        refusals = []
        for one in (*LEAVING, *NEXT):
            try:
                values[one.key] = self._parsed(one)
            except Refused as refused:
                refusals.append(refused)
        if refusals:
            raise RefusedTogether(refusals)
        choices = {key.removeprefix(CHOICE): str(deed) for key, deed in self.given.items() if key.startswith(CHOICE)}
        values |= {key: values[key] or "" for key in ("title", "note")}
        wished = self.given.get("employment", "")
        post = int(wished) if wished.isascii() and wished.isdigit() and len(wished) < 19 else None
        return Told(**values, employment=post, choices=choices)

    def _check_proposal(self) -> None:
        """Refuse a proposal that was made for another post than the one that is sent, and that nobody touched: without script it stays."""
        other = self.post is not None and self.given.get("proposed_for", "") not in ("", str(self.post.pk))
        if other and self.given.get("successor") and self._untouched(SUCCESSOR):
            sentence = now("Who takes over was proposed for another post. Look at it again, and send it.")
            raise Refused(sentence, field="successor", code="other_post")

    def _parsed(self, one: Field) -> Any:
        typed = self.given.get(one.key, "").replace("\r\n", "\n").strip()
        try:
            value = one.type.parse(typed, one, self.actor)
        except Refused as refused:
            if one.key in NAMES and refused.code == "not_a_record" and one.key in self.given.getlist("add"):
                return typed  # it is added with it
            raise
        if one.required and value is None:
            raise Refused(now("“%(field)s” is needed.") % {"field": one.label}, field=one.key, code="required")
        return value.id if isinstance(value, Named) else value

    def save(self, version: int) -> Any:
        """Note it; the same form sent twice notes it once. Raises Refused, and Conflict for another version of the person."""
        said = sorted(pair for pair in self.given.items() if pair[0] not in ("csrfmiddlewaretoken", "idempotency"))
        self.key = entries.form_key(self.given.get("idempotency", ""), self.individual.pk, said)

        def act(actor: Actor) -> Any:  # read only now: what the first one added would be found by the second
            return leaving.leave(self.individual, self.told(), by=actor, version=version)

        return entries.once(self.key, "individual.left", self.actor, act, lambda _entry: self.individual)

    # -------------------------------------------------------------------------------------------- the page

    def context(self, refused: Refused | None = None) -> dict[str, Any]:
        """The context of `directory/has_left.html`."""
        errors = {one.field: one.sentence for one in each(refused)} if refused else {}
        lines = {one.key: self._line(one, errors.pop(one.key, "")) for one in (*LEAVING, *NEXT)}
        return {
            "person": self.individual,
            "form_url": address(self.individual.pk),
            "back_url": kinds["individual"].address(self.individual.pk, self.individual.name),
            "place": self.place,
            "posts": self._posts() if len(self.posts) > 1 else None,
            "post": self.post and self.post.pk,
            "leaving": [lines[one.key] for one in LEAVING],
            "proposed": self.proposed[0].name if self.proposed else "",
            "next": [lines[one.key] for one in NEXT],
            "touches": self._touches(),
            "version": self.given.get("version", self.individual.version),
            "error": next(iter(errors.values()), ""),
        }

    @property
    def place(self) -> str:
        """The organization that they leave, as far as the actor may know it."""
        return self._place(self.post) if self.post else ""

    def _place(self, one: Employment) -> str:
        return self.seen.get(one.organization_id or 0) or now("an organization that you may not see")

    def _posts(self) -> dict[str, Any]:
        offered = [
            (str(one.pk), f"{one.title}, {self._place(one)}" if one.title else self._place(one)) for one in self.posts
        ]
        chosen = str(self.post.pk) if self.post else ""
        control = _answers(offered, chosen, {"id": "left-employment", "name": "employment"})
        return {"id": "left-employment", "label": now("Which post ends"), "control": control, "required": True}

    def _line(self, one: Field, error: str) -> dict[str, Any]:
        attributes = {"name": one.key, "id": f"left-{one.key}"}
        if error:
            attributes |= {"aria-invalid": "true", "aria-describedby": f"left-{one.key}-error"}
        typed = "" if self._untouched(one) else self.given.get(one.key, "")
        begun = typed or (one.key in self.given and not self._untouched(one))  # an emptied proposal stays empty
        value = None if begun else self._begin(one)
        control = typed_control(one, typed, attributes, self.actor) if typed else control_of(one, value, attributes)
        hint = self._why() if one is SUCCESSOR and value is not None else str(one.hint)
        return {"id": f"left-{one.key}", "key": one.key, "label": one.label, "control": control, "error": error,
                "hint": hint, "required": one.required, **self._added(one, typed, error)}  # fmt: skip

    def _untouched(self, one: Field) -> bool:
        """Whether it still holds what was proposed for the post that was chosen before."""
        return one is SUCCESSOR and self.given.get(one.key) == self.given.get("proposed")

    def _begin(self, one: Field) -> Any:
        """What a field is proposed to hold."""
        if one is LAST_DAY:
            return timezone.localdate()
        if one is SUCCESSOR and self.proposed:
            return Named(self.proposed[0].pk, self.proposed[0].name)
        return None

    def _why(self) -> str:
        assert self.proposed
        found, why = self.proposed
        return str(WHY[why]) % {"name": found.name, "leaver": self.individual.name}

    def _added(self, one: Field, typed: str, error: str) -> dict[str, str]:
        """The offer to add whom a field names and nobody knows, or that they will be added."""
        target = NAMES.get(one.key)
        if not (target and typed and self.actor.may(target, "create") and self._missing(one, typed)):
            return {}
        if one.key in self.given.getlist("add"):
            return {"adding": now("“%(name)s” is added with it.") % {"name": typed}}
        return {"offer": f"{kinds[target].add_label} “{typed}”"} if error else {}

    def _missing(self, one: Field, typed: str) -> bool:
        try:
            one.type.parse(typed, one, self.actor)
        except Refused as refused:
            return refused.code == "not_a_record"
        return False

    def _touches(self) -> list[dict[str, Any]]:
        if self.post is None or self.post.organization_id is None:
            return []
        leaver = Leaver(self.individual, self.post.organization_id, timezone.localdate())
        found = leaving.touched(leaver, self.actor)
        return [
            {"label": touch.label, "count": sum(one.count for one in concerns), "lines": [self._concern(touch.key, one) for one in concerns]}
            for touch, concerns in found
        ]  # fmt: skip

    def _concern(self, touch: str, one: Concern) -> dict[str, Any]:
        name = f"{CHOICE}{touch}.{one.key}"
        offered = [(deed, DEEDS[deed]) for deed in one.deeds]
        refs = [marks.ref(each.url, each.name, each.id) if each.url else each.name for each in one.examples]
        attributes = {"name": name, "id": name, "aria-label": str(one.text)}
        control = _answers(offered, self.given.get(name, one.proposed), attributes) if offered else SafeString("")
        return {"text": one.text, "count": one.count, "refs": refs, "more": one.count - len(refs), "control": control}


def _answers(offered: list[tuple[str, Any]], chosen: str, attributes: dict[str, str]) -> SafeString:
    """A choice that is always made: none of its answers is empty."""
    return SafeString(f"<select{flatatt(attributes)}>{controls.answers(offered, chosen)}</select>")


def address(individual: int, organization: int | None = None) -> str:
    """The address of the form; for one of several posts, that at an organization."""
    url = reverse("has_left", args=["individuals", individual])
    return f"{url}?at={organization}" if organization else url
