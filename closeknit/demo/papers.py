"""The documents of the demonstration: a contract with its earlier version, drawings, certificates and minutes, each a small file of its own."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from closeknit.demo.people import Company
from closeknit.documents import documents
from closeknit.records import files
from closeknit.records.models import Attachment
from closeknit.records.relationships import relationships

# who files it, how many days ago, its fields, days until which it is valid, whom it concerns, and its versions: name and lines.
type Paper = tuple[str, int, dict[str, Any], int | None, tuple[str, ...], tuple[tuple[str, tuple[str, ...]], ...]]

PAPERS: tuple[Paper, ...] = (
    ("tomas", 340, {"name": "Service contract Kestrel Dairies", "document_type": "contract", "status": "valid", "number": "SC-2041", "original_at": "Safe, second drawer"}, 25, ("kestrel",),
     (("service-contract-draft.pdf", ("Service contract, draft", "Four visits a year at three plants.")),
      ("service-contract.pdf", ("Service contract SC-2041", "Four visits a year at three plants.", "Signed by Hannah Osei and Ada Brightwell.")))),
    ("jonas", 230, {"name": "Layout of the weighing line", "document_type": "drawing", "status": "valid", "number": "D-118"}, None, ("ripon", "kestrel"),
     (("ripon-line-a.pdf", ("Weighing line Ripon, sheet 1 of 1", "Revision A")),
      ("ripon-line-b.pdf", ("Weighing line Ripon, sheet 1 of 1", "Revision B: platform 4 moved to the dock door.")))),
    ("jonas", 190, {"name": "Calibration certificate Thirsk", "document_type": "certificate", "status": "valid"}, -8, ("thirsk",),
     (("calibration-thirsk.pdf", ("Calibration certificate", "Four platform scales, 1,500 kg each. All within tolerance.")),)),
    ("priya", 61, {"name": "Minutes of the service review", "document_type": "meeting_minutes", "status": "valid"}, None, ("kestrel", "sam"),
     (("minutes.txt", ("Service review at Kestrel Dairies", "Present: Sam Whitlock, Laura Finch, Priya Nair.", "The displays flicker after wash-down. Priya collects the cases.")),)),
    ("tomas", 12, {"name": "Quote for six checkweighers", "document_type": "quote", "status": "draft", "number": "Q-512"}, 18, ("alder",),
     (("quote-512.pdf", ("Quote Q-512 for Alder Foods", "Six checkweighers, installed and calibrated.")),)),
)  # fmt: skip


def make(company: Company, cast: dict[str, Any]) -> None:
    """File each, attach its later versions a week apart, and tie it to all that it concerns."""
    for who, days, given, valid, about, versions in PAPERS:
        first, *later = [(files.keep(io.BytesIO(content(name, lines))), name) for name, lines in versions]
        dated = _day(company, -days)
        until = {"valid_until": _day(company, valid)} if valid is not None else {}
        by = company.actor(who, days, "15:20")
        made = documents.add({**given, **until, "dated": dated}, by=by, file=first, concerns=cast[about[0]].pk)
        for other in about[1:]:
            relationships.relate(made, cast[other].pk, documents.CONCERNS.key, by=by)
        for place, (kept, name) in enumerate(later):
            files.attach(made, kept, name, by=company.actor(who, days - 7 * (place + 1), "10:05"))
        _date_back(company, made, days)


def _date_back(company: Company, made: Any, days: int) -> None:
    """The files as old as the story says; the moments of records and entries are set with all others."""
    for place, one in enumerate(Attachment.objects.filter(record_id=made.pk).order_by("pk")):
        Attachment.objects.filter(pk=one.pk).update(created_at=company.past.ago(days - 7 * place, "10:05"))


def _day(company: Company, days: int) -> str:
    return (company.past.now + timedelta(days=days)).date().isoformat()


def content(name: str, lines: Iterable[str]) -> bytes:
    """A file with these lines: a PDF of one page where its name says so, else plain text."""
    return pdf(lines) if name.endswith(".pdf") else ("\n".join(lines) + "\n").encode()


def pdf(lines: Iterable[str]) -> bytes:
    """A PDF of one page with these lines of Latin letters."""
    said = "".join(f"({_escaped(line)}) Tj T*\n" for line in lines)
    text = f"BT /F1 14 Tf 20 TL 72 760 Td\n{said}ET".encode("cp1252")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    written, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    return written + head + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(written))  # fmt: skip


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
