"""Templates: words that are written again and again, in several languages; a change makes another edition."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused
from closeknit.catalogue.kinds import kinds
from closeknit.mail import building, vocabulary, wording
from closeknit.mail.accounts import RIGHT
from closeknit.mail.models import Edition, Template

MOST = 200


@dataclass(frozen=True, slots=True)
class Given:
    """A template as a form gives it, in one language."""

    name: str
    kind: str
    language: str
    subject: str
    body: str


def current(kind: str) -> list[Edition]:
    """The newest edition of each template and language for whoever is written to, by name."""
    found: dict[tuple[int, str], Edition] = {}
    rows = Edition.objects.filter(template__retired_at=None, template__kind=kind).select_related("template")
    for one in rows.order_by("template__name", "template_id", "language", "number"):
        found[one.template_id, one.language] = one
    return list(found.values())


def offered(kind: str, pk: str) -> Edition | None:
    """The one of these with an id that a form gave, or None."""
    return next((one for one in current(kind) if str(one.pk) == pk), None)


def listed(actor: Actor) -> list[tuple[Template, list[str]]]:
    """Every template with the languages it has. NotAllowed for who may not manage mail."""
    gate.check(RIGHT, actor, "manage")
    names = dict(settings.LANGUAGES)
    rows = Template.objects.filter(retired_at=None).order_by("name").prefetch_related("editions")[:MOST]
    return [(one, sorted({names.get(each.language, each.language) for each in one.editions.all()})) for one in rows]


def one(pk: int, actor: Actor) -> Template:
    """A template; Absent where there is none, NotAllowed for who may not manage mail."""
    gate.check(RIGHT, actor, "manage")
    found = Template.objects.filter(pk=pk, retired_at=None).first()
    if found is None:
        raise gate.Absent
    return found


def languages_of(template: Template) -> list[str]:
    """The languages in which it is written, by their codes."""
    return sorted(set(template.editions.values_list("language", flat=True)))


def text_of(template: Template, language: str) -> Edition | None:
    """Its newest words in a language."""
    return template.editions.filter(language=language).order_by("-number").first()


@transaction.atomic
def keep(template: Template | None, given: Given, *, by: Actor) -> Edition:
    """Make a template, or its next edition in a language. Raises Refused, and NotAllowed for who may not manage mail."""
    gate.check(RIGHT, by, "manage")
    check(given, by)
    name = given.name.strip()
    twin = Template.objects.filter(name__iexact=name, retired_at=None).exclude(pk=template.pk if template else 0)
    if twin.exists():
        raise Refused(_("There is another template of this name."), field="name", code="taken")
    if template is None:
        template = Template.objects.create(name=name, kind=given.kind)
    else:
        Template.objects.select_for_update().filter(pk=template.pk).update(name=name)
    last = template.editions.filter(language=given.language).aggregate(last=Max("number"))["last"] or 0
    words = {"subject": given.subject.strip(), "body": given.body.replace("\r\n", "\n"), "by_id": by.user_id}
    return Edition.objects.create(template=template, language=given.language, number=last + 1, **words)


def check(given: Given, actor: Actor) -> wording.Compiled:
    """The words of a template, understood. Raises Refused at the field that is wrong."""
    if not building.one_line(given.name, "name", 120):
        raise Refused(_("Give the template a name."), field="name", code="required")
    if given.kind not in vocabulary.KINDS:
        raise Refused(_("Choose to whom it is written."), field="kind", code="not_an_option")
    if given.language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose one of the languages in the list."), field="language", code="not_an_option")
    for field, value in (("subject", given.subject), ("text", given.body)):
        if not value.strip():
            raise Refused(_("Write what it says."), field=field, code="required")
    known = vocabulary.labels(kinds[given.kind], actor)
    return wording.compiled(building.one_line(given.subject, "subject"), given.body, known)


def retire(pk: int, *, by: Actor) -> None:
    """Offer a template no more; what was sent with it still says so."""
    found = one(pk, by)
    Template.objects.filter(pk=found.pk).update(retired_at=timezone.now())
