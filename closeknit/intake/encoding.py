"""Which encoding a text file has: by its mark, by strict UTF-8, then by how its letters would read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from closeknit.catalogue.refusal import Refused
from closeknit.intake import letters

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ASIAN = ("cp932", "euc_jp", "gb18030", "big5", "euc_kr")
LABELS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
SAMPLE = 64 * 1024
HIGH = re.compile(rb"[\x80-\xff]")
AROUND = 400  # bytes kept on either side of a letter beyond ASCII
SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(slots=True)
class Survey:
    """What one pass over the bytes tells: their start, the lines beyond ASCII, and where strict UTF-8 breaks."""

    size: int = 0
    start: bytes = b""
    nulls: int = 0
    seen: bytes = b""
    high: bytes = b""
    broken_at: int = -1
    broken_line: int = 0


def survey(chunks: Iterable[bytes]) -> Survey:
    """Reads everything once, in bounded memory."""
    found = Survey()
    decoder, lines = codecs.getincrementaldecoder("utf-8")(), 0
    for chunk in chunks:
        if found.broken_at < 0:
            _try(found, decoder, chunk, lines)
            lines += _breaks(chunk)
        _note(found, chunk)
    if found.broken_at < 0 and decoder.getstate()[0]:
        found.broken_at, found.broken_line = found.size - len(decoder.getstate()[0]), lines + 1
    return found


def _try(found: Survey, decoder: codecs.IncrementalDecoder, chunk: bytes, lines: int) -> None:
    waiting = len(decoder.getstate()[0])
    try:
        decoder.decode(chunk)
    except UnicodeDecodeError as error:
        found.broken_at = found.size - waiting + error.start
        found.broken_line = lines + 1 + _breaks(chunk[: max(0, error.start - waiting)])


def _breaks(piece: bytes) -> int:
    return piece.count(b"\n") or piece.count(b"\r")


def _note(found: Survey, chunk: bytes) -> None:
    if len(found.start) < SAMPLE:
        found.start += chunk[: SAMPLE - len(found.start)]
    found.size += len(chunk)
    found.nulls += chunk.count(0)
    fresh = chunk.translate(None, found.seen)
    if fresh:
        found.seen += bytes(set(fresh))
    if len(found.high) < SAMPLE and not chunk.isascii():
        found.high += _high(chunk, SAMPLE - len(found.high))


def _high(chunk: bytes, room: int) -> bytes:
    """Pieces of the chunk around its bytes beyond ASCII, cut where no letter is torn."""
    pieces: list[bytes] = []
    place = 0
    while room > 0 and (hit := HIGH.search(chunk, place)):
        place = hit.start() + AROUND
        while place < len(chunk) and chunk[place] > 0x7F:
            place += 1
        pieces.append(chunk[max(0, hit.start() - 1) : place])
        room -= len(pieces[-1])
    return b"\n".join(pieces) + b"\n"


def find(found: Survey, name: str) -> str:
    """The name of the codec that reads the file; refuses what is broken or no text, naming line and byte."""
    marked = next((codec for mark, codec in MARKS if found.start.startswith(mark)), "")
    if marked and marked != "utf-8-sig":
        return marked
    if wide := _wide(found.start):
        return wide
    if found.broken_at < 0:
        return marked or "utf-8"
    good, bad = _sequences(found.high)
    if marked or (good and good >= bad):
        raise broken(name, "utf-8", found.broken_line, found.broken_at)
    return _narrow(found, name)


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: a zero in nearly every second byte."""
    pairs = max(1, len(start) // 2)
    even, odd = start[0::2].count(0) / pairs, start[1::2].count(0) / pairs
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else ""


def _sequences(high: bytes) -> tuple[int, int]:
    """How many runs of bytes beyond ASCII are well-formed UTF-8 throughout, and how many are not."""
    torn = sum(bool(SEQUENCE.sub(b"", run)) for run in RUN.findall(high))
    return len(RUN.findall(high)) - torn, max(1, torn)


def _narrow(found: Survey, name: str) -> str:
    runs = [len(run) for run in RUN.findall(found.high)]
    if sum(runs) / max(1, len(runs)) >= 2.5:
        best = from_bytes(found.high, cp_isolation=[*ASIAN, *letters.ENCODINGS]).best()
        if best and best.encoding in ASIAN:
            return best.encoding
    codec = letters.likeliest(found.high, found.seen)
    if not codec:
        raise broken(name, "utf-8", found.broken_line, found.broken_at)
    return codec


def check(chunks: Iterable[bytes], codec: str, name: str) -> None:
    """Decodes everything strictly, so that no refusal comes in the middle of a run."""
    decoder, size, lines = codecs.getincrementaldecoder(codec)(), 0, 0
    for chunk in chunks:
        try:
            text = decoder.decode(chunk)
        except UnicodeDecodeError as error:
            raise broken(name, codec, lines + 1 + _breaks(chunk[: error.start]), size + error.start) from error
        size += len(chunk)
        lines += text.count("\n") or text.count("\r")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise broken(name, codec, lines + 1, size) from error


def broken(name: str, codec: str, line: int, byte: int) -> Refused:
    """The refusal of text that its encoding cannot read; bytes are counted from 1."""
    sentence = _("%(name)s is not valid %(codec)s text in line %(line)s (byte %(byte)s); save it again as UTF-8.")
    values = {"name": name, "codec": LABELS.get(codec, codec), "line": line, "byte": byte + 1}
    return Refused(sentence % values, field="file", code="encoding")
