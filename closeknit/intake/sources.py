"""A file as it came: its bytes, packed or not, counted before they are believed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.intake import limits

CHUNK = 1024 * 1024
GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Source:
    """One file on disk. `name` is what the person calls it, for sentences and for its ending."""

    path: Path
    name: str
    packed: bool

    def open(self) -> BinaryIO:
        """The unpacked bytes as a stream."""
        return cast("BinaryIO", gzip.open(self.path) if self.packed else self.path.open("rb"))

    def chunks(self) -> Iterator[bytes]:
        """The unpacked bytes in pieces of a mebibyte; refuses what is damaged or grows beyond the limits."""
        count, size = 0, self.path.stat().st_size
        with self.damage(), self.open() as stream:
            while chunk := stream.read(CHUNK):
                count += len(chunk)
                self._bound(count, size)
                yield chunk

    def _bound(self, count: int, size: int) -> None:
        if count > limits.UNPACKED:
            raise too_big(self.name, limits.UNPACKED)
        if self.packed and count > limits.RATIO_FROM and count > size * limits.RATIO:
            sentence = _(
                "%(name)s grows to more than %(ratio)s times its size when unpacked; unpack it yourself and look at it first."
            )
            raise Refused(sentence % {"name": self.name, "ratio": limits.RATIO}, field="file", code="bomb")

    @contextmanager
    def damage(self) -> Iterator[None]:
        """Turns the errors of unpacking into a sentence."""
        try:
            yield
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            sentence = _("%(name)s is damaged or incomplete and cannot be unpacked; copy or pack it again.")
            raise Refused(sentence % {"name": self.name}, field="file", code="damaged") from error

    def start(self, count: int = 4096) -> bytes:
        """The first unpacked bytes."""
        with self.damage(), self.open() as stream:
            return stream.read(count)


def source(path: Path, name: str = "") -> Source:
    """The file at a path; refuses what is absent, a folder, no plain file, empty or too big."""
    name = name or path.name
    if path.is_dir():
        raise Refused(_("%(name)s is a folder; choose one file in it.") % {"name": name}, field="file", code="folder")
    if not path.exists():
        raise Refused(
            _("There is no file %(name)s; check its name and folder.") % {"name": name}, field="file", code="absent"
        )
    if not path.is_file():
        raise Refused(
            _("%(name)s is not a plain file; choose a table file.") % {"name": name}, field="file", code="file"
        )
    size = path.stat().st_size
    if size > limits.PACKED:
        raise too_big(name, limits.PACKED)
    if not size:
        raise empty(name)
    with path.open("rb") as stream:
        packed = stream.read(2) == GZIP
    return Source(path, name, packed)


def too_big(name: str, most: int) -> Refused:
    """The refusal of a file that is beyond a limit in bytes."""
    sentence = _("%(name)s is bigger than %(most)s MiB; split it into smaller files.")
    return Refused(sentence % {"name": name, "most": most // limits.MIB}, field="file", code="too-big")


def empty(name: str) -> Refused:
    """The refusal of a file without a single value."""
    return Refused(_("%(name)s is empty; choose a file with rows.") % {"name": name}, field="file", code="empty")
