"""Files as they came: kept under their hash before anybody reads them, and opened again from there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.intake import limits, sources
from closeknit.intake.files import Table, open_table
from closeknit.intake.models import Import


def folder() -> Path:
    """Where the files of imports lie."""
    return Path(settings.HOME) / "raw" / "imports"


def keep(chunks: Iterable[bytes], name: str) -> tuple[str, int]:
    """Write a file down as it comes; gives its hash and its size in bytes. Refused when it is empty or too big."""
    folder().mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder(), delete=False) as file:
        draft = Path(file.name)
        try:
            hash, size = _written(chunks, name, file)
            path = place(hash)
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.rename(path)
        finally:
            draft.unlink(missing_ok=True)
    return hash, size


def _written(chunks: Iterable[bytes], name: str, file: IO[bytes]) -> tuple[str, int]:
    """The bytes in an open file, flushed to the disk."""
    digest, size, most = hashlib.sha256(), 0, min(limits.PACKED, settings.UPLOAD_LIMIT)
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise sources.too_big(name, most)
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise sources.empty(name)
    file.flush()
    os.fsync(file.fileno())
    return digest.hexdigest(), size


def place(hash: str) -> Path:
    """Where the file of that hash lies."""
    return folder() / hash[:2] / hash[2:4] / hash


def table(one: Import) -> Table:
    """The file of an import, opened; raises Refused."""
    path = place(one.hash)
    if not path.exists():
        raise Refused(_("The file of this import is no longer there; choose it again."), field="file", code="absent")
    return open_table(path, one.name)
