"""Imports and exports by command: the same work as in the pages, done in this process."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from closeknit.access import actors, gate
from closeknit.access.actors import Actor, acting
from closeknit.access.models import User
from closeknit.catalogue.kinds import Kind, kinds
from closeknit.catalogue.refusal import Refused
from closeknit.intake import bringing, imports, sources
from closeknit.intake.models import Import, Outcome, State
from closeknit.records.many import exports

CHUNK, BAR = 1024 * 1024, 30


def person(email: str) -> Actor:
    """Who acts: the user of that address, else the first administrator. Raises Refused."""
    users = User.objects.filter(is_active=True).order_by("pk")
    if email:
        found = users.filter(email__iexact=email).first()
        missing = _("There is no user %(email)s who may sign in.") % {"email": email}
    else:
        found = users.filter(hats__key="administrator").first()
        missing = _("There is no administrator yet; open the first page, or run `closeknit init`.")
    if found is None:
        raise Refused(missing, field="by", code="nobody")
    return actors.of_user(found.pk)


def kind_of(word: str) -> Kind:
    """The kind by its plural or its key. Raises Refused."""
    found = next((kind for kind in kinds if word in (kind.plural, kind.key)), None)
    if found is None:
        known = ", ".join(kind.plural for kind in kinds)
        raise Refused(
            _("There is no kind “%(word)s”. There are: %(known)s.") % {"word": word[:60], "known": known}, field="kind"
        )
    return found


# ---------------------------------------------------------------- import


def bring(arguments: argparse.Namespace) -> int:
    """Import each file; ends with what became of the rows. Raises Refused when a file as a whole cannot be read."""
    actor = person(arguments.by)  # first, for with it comes what the company added
    kind = kind_of(arguments.kind)
    if not kind.imported:
        raise Refused(_("%(kind)s cannot be imported yet.") % {"kind": kind.label_plural}, field="kind")
    begun = []
    for path in arguments.paths:  # all of them are opened before the first is written
        with acting(actor.anew()) as by, bringing.as_person(by):
            one = imports.begin(kind, Path(path).name, chunks(Path(path)), by=by)
            imports.look(one, by=by)
            begun.append(one)
    counts = dict.fromkeys(Outcome.values, 0)
    for one in begun:
        done = _run(one, actor, ask=not arguments.yes)
        for outcome in Outcome.values:
            counts[outcome] += done.count(outcome)
    print(json.dumps(counts) if arguments.json else ", ".join(f"{word} {number}" for word, number in counts.items()))
    return 0


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file; refuses what is absent, a folder or no plain file."""
    sources.source(path)
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _run(one: Import, actor: Actor, *, ask: bool) -> Import:
    """Look one file through, and write it when the person agrees. Raises Refused."""
    if ask and not sys.stdin.isatty():
        raise Refused(_("Nobody is there to be asked: add --yes to take what is certain."), code="ask")
    if ask:
        bringing.propose(one.pk, bar(_("Looking through %(name)s") % {"name": one.name}))
        one = _checked(one)
        if not _agreed(one):
            return one
    else:
        bringing.count_rows(one.pk)
        _checked(one)
    with acting(actor.anew()) as by:
        imports.start(imports.get(one.pk, by, lock=True), by=by)
    bringing.bring(one.pk, bar(_("Importing %(name)s") % {"name": one.name}))
    return _checked(one)


def _checked(one: Import) -> Import:
    one.refresh_from_db()
    if one.state == State.FAILED:
        raise Refused(one.error, field="file")
    return one


def _agreed(one: Import) -> bool:
    told = ", ".join(f"{one.count(outcome)} {outcome}" for outcome in Outcome.values)
    print(f"{one.name}: {told}", file=sys.stderr)
    count = imports.will_write(one)
    return bool(count) and input(_("Import %(count)d rows? [y/N] ") % {"count": count}).strip().lower() in ("y", "yes")


def bar(label: str) -> bringing.Report:
    """A progress bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        return bringing.silent

    def report(done: int, total: int) -> None:
        share = min(done / total, 1.0) if total else 1.0
        line = f"\r{label}  {'█' * round(share * BAR):░<{BAR}} {done:,} / {total:,}"
        print(line, end="\n" if done >= total else "", file=sys.stderr, flush=True)

    return report


# ---------------------------------------------------------------- export


def take_out(arguments: argparse.Namespace) -> int:
    """Write one list, or all, to files."""
    actor = person(arguments.by)
    if arguments.all:
        folder = Path(arguments.to or ".")
        folder.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            if actor.may(kind.key, "export"):
                _write(kind, arguments.format, folder / f"{kind.plural}.{arguments.format}", actor)
        return 0
    kind = kind_of(arguments.kind)
    gate.check(kind.key, actor, "export")
    if arguments.format == "csv" and not arguments.to:
        _pour(kind, "csv", sys.stdout.buffer, actor)
    else:
        _write(kind, arguments.format, Path(arguments.to or f"{kind.plural}.xlsx"), actor)
    return 0


def _write(kind: Kind, form: str, path: Path, actor: Actor) -> None:
    with path.open("wb") as file:
        _pour(kind, form, file, actor)
    print(_("%(kind)s: written to %(path)s") % {"kind": kind.label_plural, "path": path}, file=sys.stderr)


def _pour(kind: Kind, form: str, to: BinaryIO, actor: Actor) -> None:
    with acting(actor.anew()) as by:
        listing = exports.everything(kind, by)
        if form == "csv":
            to.writelines(exports.csv(listing))
        else:
            with exports.spreadsheet(listing) as book:
                while chunk := book.read(CHUNK):
                    to.write(chunk)
