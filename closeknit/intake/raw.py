"""Files as they came: kept under their hash before anybody reads them, and opened again from there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from tempfile import NamedTemporaryFile

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
    sum_, size = hashlib.sha256(), 0
    with NamedTemporaryFile(dir=folder(), delete=False) as file:
        try:
            for chunk in chunks:
                size += len(chunk)
                if size > min(limits.PACKED, settings.UPLOAD_LIMIT):
                    raise sources.too_big(name, min(limits.PACKED, settings.UPLOAD_LIMIT))
                sum_.update(chunk)
                file.write(chunk)
            if not size:
                raise sources.empty(name)
            file.flush()
            os.fsync(file.fileno())
        except Refused:
            Path(file.name).unlink()
            raise
    path = place(sum_.hexdigest())
    path.parent.mkdir(parents=True, exist_ok=True)
    Path(file.name).rename(path)
    return sum_.hexdigest(), size


def place(hash: str) -> Path:
    """Where the file of that hash lies."""
    return folder() / hash[:2] / hash[2:4] / hash


def table(one: Import) -> Table:
    """The file of an import, opened; raises Refused."""
    path = place(one.hash)
    if not path.exists():
        raise Refused(_("The file of this import is no longer there; choose it again."), field="file", code="absent")
    return open_table(path, one.name)
