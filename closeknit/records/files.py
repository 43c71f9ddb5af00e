"""A file under a record: its bytes kept once under their hash, its name a label; attached, read as a download, removed."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.access.verbs import Refused, verb
from closeknit.catalogue.kinds import kinds
from closeknit.records import entries, search
from closeknit.records.models import Attachment

PIECE = 1024 * 1024
WORDS = "(select left(string_agg(a.name, ' ' order by a.id), 4000) from records_attachment a where a.record_id = r.id)"  # of the record `r`
LONGEST_NAME = 255
MOST = 1_000  # files of one record
BAD_SIGNS = re.compile("[\x00\ud800-\udfff]")
IN_ASCII = re.compile(r"[^A-Za-z0-9 ._()-]")


class Source(Protocol):
    """Something that gives bytes, a piece at a time."""

    def read(self, size: int = ..., /) -> bytes:
        """The next bytes, at most so many; none at the end."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that lie in the store: their SHA-256 and how many they are."""

    hash: str
    size: int


def keep(source: Source) -> Kept:
    """Stream bytes into the store and give their hash; raises Refused when they are more than one file may have.

    They are on disk before any row speaks of them. The same bytes are kept once.
    """
    root = _root()
    root.mkdir(parents=True, exist_ok=True)
    draft = root / f"draft-{secrets.token_hex(16)}"
    try:
        found = _written(source, draft)
        place = _place(found.hash)
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            draft.rename(place)
            _flush(place.parent)
    finally:
        draft.unlink(missing_ok=True)
    return found


def _written(source: Source, draft: Path) -> Kept:
    """The bytes in a new file, flushed to the disk."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > settings.UPLOAD_LIMIT:
                raise too_big()
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return Kept(digest.hexdigest(), size)


def _flush(folder: Path) -> None:
    """Make the new name in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def contents(digest: str) -> bytes:
    """The bytes in the store with this hash, for what takes them along; raises FileNotFoundError where there are none."""
    return _place(digest).read_bytes()


def _root() -> Path:
    return Path(default_storage.path(""))


def _place(digest: str) -> Path:
    return _root() / digest[:2] / digest[2:4] / digest


def too_big() -> Refused:
    """The refusal of a file that is larger than one may be."""
    most = settings.UPLOAD_LIMIT // 1024 // 1024
    sentence = _("A file may have up to %(most)d MB. Send a smaller one.") % {"most": most}
    return Refused(sentence, field="file", code="file_too_big")


def refuse_too_long(announced: str) -> None:
    """Refuse a request that announces more bytes than a file and its wrapping may have, before any is read."""
    if announced.isdigit() and int(announced) > settings.UPLOAD_LIMIT + PIECE:
        raise too_big()


@verb(gettext_lazy("Attach a file"), to="edit")
def attach(record: Any, kept: Kept, name: str, *, by: Actor) -> Attachment:
    """Attach bytes that are in the store under a name of 1 to 255 characters, which may be any."""
    _check_name(name)
    if Attachment.objects.filter(record_id=record.pk).count() >= MOST:
        raise Refused(_("A record takes up to %(most)d files.") % {"most": MOST}, field="file", code="too_many")
    made = Attachment.objects.create(record_id=record.pk, name=name, hash=kept.hash, size=kept.size)
    search.refresh([record.pk], [kinds[record.kind]])
    entries.write("file.added", by=by, records=[record.pk], data={"file": made.pk, "name": name, "size": kept.size})
    return Attachment.objects.select_related("created_by").get(pk=made.pk)


def attach_once(record: Any, kept: Kept, name: str, *, by: Actor, key: str) -> UUID:
    """Attach under the key of a form, and give the change: the same file sent again is the file that is there."""
    change = entries.form_key(key, record.pk, kept.hash, name)

    def act(actor: Actor) -> None:
        attach(record, kept, name, by=actor)

    entries.once(change, "file.added", by, act, lambda _entry: None)
    return change


def _check_name(name: str) -> None:
    if not 0 < len(name) <= LONGEST_NAME:
        sentence = _("A file has a name of 1 to %(most)d characters.") % {"most": LONGEST_NAME}
        raise Refused(sentence, field="name", code="too_long" if name else "required")
    if BAD_SIGNS.search(name):
        raise Refused(
            _("The name of the file holds a NUL or half a character: rename it."), field="name", code="bad_character"
        )


@verb(gettext_lazy("Remove a file"), to="edit")
def remove(record: Any, file: int, *, by: Actor) -> None:
    """Take a file off a record; its bytes stay for the history, so that this can be taken back. Raises Absent."""
    found = Attachment.objects.filter(record_id=record.pk, pk=file).first()
    if found is None:
        raise gate.Absent
    data = {"file": found.pk, "name": found.name, "size": found.size}
    found.delete()
    search.refresh([record.pk], [kinds[record.kind]])
    entries.write("file.removed", by=by, records=[record.pk], data=data)


def of(record: Any, actor: Actor) -> QuerySet[Attachment]:
    """The files of a record that the actor sees, the newest first."""
    return gate.rows(Attachment, actor).filter(record_id=record.pk).select_related("created_by").order_by("-pk")


def count(record: Any, actor: Actor) -> int:
    """How many files of a record the actor sees."""
    return of(record, actor).count()


def counted(kind: str, actor: Actor) -> Coalesce:
    """The same as an expression on the record's row."""
    seen = gate.rows(Attachment, actor).filter(record_id=OuterRef("pk")).order_by()
    return Coalesce(Subquery(seen.values("record_id").annotate(number_of=Count("pk")).values("number_of")), 0)


def one(record: Any, file: int, actor: Actor) -> Attachment:
    """One file of a record; raises Absent."""
    found = of(record, actor).filter(pk=file).first()
    if found is None:
        raise gate.Absent
    return found


def download(file: Attachment) -> FileResponse:
    """The bytes of a file as a download that no browser opens by itself, whatever is in them."""
    response = FileResponse(_place(file.hash).open("rb"), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = disposition(file.name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Length"] = str(file.size)
    response.headers["Content-Encoding"] = (
        "identity"  # squeezed on the way it would lose its length, and most files are squeezed already
    )
    return response


def disposition(name: str) -> str:
    """The header that names a download (RFC 6266): plain letters for old programs, and the whole name as UTF-8."""
    plain = IN_ASCII.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
