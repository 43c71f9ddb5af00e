"""Values of each type to try it with. A new type without a row here fails the shared test."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from closeknit.catalogue.types.money import Money
from closeknit.catalogue.types.phone import Phone
from closeknit.catalogue.types.value import Option

OPTIONS = (
    Option("low", "Low"),
    Option("mid", "Middle", tint="amber"),
    Option("high", "<High> & dry"),
    Option("old", "Old", retired=True),
)


def itself(value: Any) -> Any:
    return value


def lower(value: Any) -> Any:
    return value.lower()


def folded(value: str) -> str:
    """Without accents and case, as the database's function makes these samples."""
    bare = unicodedata.normalize("NFKD", value.replace("ß", "ss"))
    return "".join(one for one in bare if not unicodedata.combining(one)).lower()


@dataclass(frozen=True)
class Samples:
    """`good` pairs what is typed in English with its value; `shown` is one value in English and in German.

    `same` and `less` are the plain Python model of the operators; `order` is the key by which a list is sorted.
    """

    good: Sequence[tuple[object, Any]]
    bad: Sequence[object]
    shown: tuple[Any, str, str]
    column: Callable[[], models.Field[Any, Any]] = lambda: models.TextField(null=True)
    key: Callable[[Any], Any] = itself
    order: Callable[[Any], Any] | None = None
    same: Callable[[Any, Any], bool] | None = None
    less: Callable[[Any, Any], bool] = lambda one, other: one < other
    words: Callable[[Any], str] = str
    unit: str = ""
    pieces: Sequence[str] = ()

    def is_same(self, one: Any, other: Any) -> bool:
        return self.same(one, other) if self.same else self.key(one) == self.key(other)


def number_column() -> models.Field[Any, Any]:
    return models.DecimalField(max_digits=21, decimal_places=6, null=True)


def among(one: Any, asked: Any) -> bool:
    return set(asked) <= set(one)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


NUMBERS = [
    ("1,234.5", Decimal("1234.5")), ("-7", Decimal(-7)), ("0", Decimal(0)), ("1.234", Decimal("1.234")), ("٤٢", Decimal(42)),
    ("999999999999999.999999", Decimal("999999999999999.999999")), (12.5, Decimal("12.5")), (3, Decimal(3)), (".5", Decimal("0.5")),
]  # fmt: skip
NO_NUMBERS = [
    "abc",
    "1,23",
    "NaN",
    "inf",
    "1e5",
    "1234567890123456",
    "0.0000001",
    float("nan"),
    float("inf"),
    True,
    [1],
    "1.2.3",
    "- 5 -",
    "12 34",
]
TEXTS = [
    ("Ada", "Ada"), ("  spaced  ", "  spaced  "), ("50% _off_ \\ now", "50% _off_ \\ now"), ("50x yoffy \\ now", "50x yoffy \\ now"), ("<script>alert('1')</script>", "<script>alert('1')</script>"),
    ("=1+1", "=1+1"), ("'=1+1", "'=1+1"), ("-5", "-5"), ("ärger", "ärger"), ("100％ wide", "100％ wide"), ("100 wide", "100 wide"), ("\u202eright\ufeff", "\u202eright\ufeff"), ("two\nlines", "two\nlines"), (" ", " "), ("a, b; c", "a, b; c"), (12, "12"), (12.0, "12"),
]  # fmt: skip
NO_TEXTS = ["a\x00b", "half \ud800", {"a": 1}, ["a"]]
MOMENTS = [
    ("2026-12-31T14:30+01:00", at(2026, 12, 31, 13, 30)), ("12/31/2026 2:30 PM", at(2026, 12, 31, 13, 30)), ("2026-10-25T00:30:00+00:00", at(2026, 10, 25, 0, 30)),
    ("2026-10-25T01:30:00+00:00", at(2026, 10, 25, 1, 30)), ("1961-08-13", at(1961, 8, 12, 23)), ("2026-01-02T03:04:05.678901Z", at(2026, 1, 2, 3, 4, 5, 678901)), ("Jan 5, 2027, 9:05 AM", at(2027, 1, 5, 8, 5)),
]  # fmt: skip

SAMPLES: dict[str, Samples] = {
    "text": Samples(TEXTS, [*NO_TEXTS, "x" * 501], ("Ada", "Ada", "Ada"), key=folded, pieces=["a", "%", "_o", "SCRIPT", "\\", "Ä", "Arg"]),
    "long_text": Samples(
        [*TEXTS, ("a\r\nb\rc", "a\r\nb\rc"), ("\nfirst line empty", "\nfirst line empty"), ("x" * 600, "x" * 600)],
        [*NO_TEXTS, "x" * 100_001], ("Ada", "Ada", "Ada"), key=folded, pieces=["a", "%", "_o", "SCRIPT", "\\", "\n"],
    ),
    "number": Samples(NUMBERS, NO_NUMBERS, (Decimal("1234.5"), "1,234.5 kg", "1.234,5 kg"), number_column, unit="kg"),
    "percent": Samples([*NUMBERS, ("12.5 %", Decimal("12.5"))], NO_NUMBERS, (Decimal("1234.5"), "1,234.5%", "1.234,5 %"), number_column),
    "duration": Samples(
        [("90 min", Decimal(90)), ("1:30 h", Decimal(90)), ("1.5 h", Decimal(90)), ("1,25 h", Decimal(75)), ("2 d", Decimal(960)), ("0", Decimal(0)), ("1 day 2 h 5 m", Decimal(605)), ("12", Decimal(12)), (45, Decimal(45)), ("59 s", Decimal(1)), ("٤٢", Decimal(42)), (59_999_940, Decimal(59_999_940))],
        ["abc", "1:75", "-5", -1, "1 h abc", "h", True, [1], float("nan"), float("inf"), 60_000_000, "1.2.3"],
        (Decimal(90), "1 h 30 min", "1 h 30 min"), number_column,
    ),
    "money": Samples(
        [
            ("EUR 1,234.50", Money(Decimal("1234.5"), "EUR")), ("€12", Money(Decimal(12), "EUR")), ("-7.25 usd", Money(Decimal("-7.25"), "USD")), ("$12.00", Money(Decimal(12), "USD")), ("-$3", Money(Decimal(-3), "USD")),
            ("1,000 JPY", Money(Decimal(1000), "JPY")), ("12.345 KWD", Money(Decimal("12.345"), "KWD")), ("5", Money(Decimal(5), "EUR")), (7.5, Money(Decimal("7.5"), "EUR")),
            ({"amount": "12.50", "currency": "CHF"}, Money(Decimal("12.5"), "CHF")),
        ],
        ["abc", "12 XYZ", "EUR", "1.2.3 EUR", {"amount": 12.5, "currency": "EUR"}, {"amount": "12,5", "currency": "EUR"}, {"amount": "1"} | {"x": 1}, {"amount": "1", "currency": "nope"}, [], True, "NaN EUR"],
        (Money(Decimal("1234.5"), "EUR"), "EUR 1,234.50", "1.234,50 €"), number_column, order=lambda one: one.amount,
        less=lambda one, other: one.currency == other.currency and one.amount < other.amount, words=lambda one: f"{one.amount:f} {one.currency}", unit="EUR",
    ),
    "date": Samples(
        [("12/31/2026", date(2026, 12, 31)), ("2026-02-01", date(2026, 2, 1)), ("Dec 30, 2026", date(2026, 12, 30)), ("30 december 1899", date(1899, 12, 30)), ("2026/3/4", date(2026, 3, 4)), (datetime(2026, 5, 6, 0, 0), date(2026, 5, 6))],  # noqa: DTZ001
        ["31/12/2026", "12/31/26", "2026-02-30", "0000-01-01", "10000-01-01", "tomorrow?", 5, [], "1/1", "12/31/2026 extra"],
        (date(2026, 12, 31), "Dec 31, 2026", "31.12.2026"), lambda: models.DateField(null=True), words=date.isoformat,
    ),
    "moment": Samples(
        MOMENTS, ["25:00", "2026-13-01T00:00", "0001-01-01T00:00", "9999-12-31T23:59", "12/31/26 10:00", 5, [], "13:00 PM 1/1/2026"],
        (at(2026, 12, 31, 13, 30), "Dec 31, 2026, 2:30\u202fPM", "31.12.2026, 14:30"), lambda: models.DateTimeField(null=True), words=datetime.isoformat,
    ),
    "yes_no": Samples([("yes", True), ("No", False), ("ja", True), ("x", True), (1, True), (0, False), (False, False), ("true", True)], ["maybe", 2, [], "yesno"], (True, "yes", "ja"), lambda: models.BooleanField(null=True), words=lambda one: "yes" if one else "no"),
    "choice": Samples([("low", "low"), ("Middle", "mid"), ("<high> & DRY", "high"), ("old", "old")], ["none of these", [], True], ("mid", "Middle", "Middle"), order=["low", "mid", "high", "old"].index),
    "choices": Samples(
        [("low", ("low",)), (["high", "low", "low"], ("low", "high")), ("Middle; low, old", ("low", "mid", "old")), ("<High> & dry", ("high",))],
        ["none of these", ["low", "nix"], [["low"]], 5], (("low", "mid"), "Low, Middle", "Low, Middle"), lambda: models.JSONField(null=True), same=among, words="; ".join,
    ),
    "tags": Samples([("b, a", ("b", "a")), (["x"], ("x",)), ("a, a", ("a",))], ["x" * 61, ["a,b"]], (("b", "a"), "b, a", "b, a"), lambda: ArrayField(models.TextField(), null=True), same=among, words=", ".join),
    "email": Samples(
        [("Ada@Example.com", "Ada@Example.com"), (" mailto:bob.o'hara+x@sub.example.org ", "bob.o'hara+x@sub.example.org"), ("straße@müller.de", "straße@müller.de"), ("zoe@firma.local", "zoe@firma.local")],
        ["ada", "ada@", "@x.org", "a b@x.org", "ada@host", "ada@x..org", "Ada <ada@x.org>", "a@x.org\nBcc: b@x.org", "x" * 250 + "@x.org", 5],
        ("Ada@Example.com", "Ada@Example.com", "Ada@Example.com"), key=lower, order=folded, pieces=["ADA", "@example", "_"],
    ),
    "phone": Samples(
        [("+49 30 1234567", Phone("+49 30 1234567", "+49301234567")), ("030/9876543", Phone("030/9876543", "+49309876543")), ("tel:+1 (650) 253-0000", Phone("+1 (650) 253-0000", "+16502530000")), ("ask at the gate", Phone("ask at the gate", "")), ("12", Phone("12", "")), ({"typed": "030 555 1234", "e164": "+49305551234"}, Phone("030 555 1234", "+49305551234"))],
        ["1\x002", "x" * 101, [], {"typed": "1", "e164": "nope"}, {"number": "1"}, True], (Phone("030/1", ""), "030/1", "030/1"), key=lambda one: one.e164 or one.typed,
        order=lambda one: one.typed, words=lambda one: one.typed, unit="DE",
    ),
    "url": Samples(
        [("example.com", "https://example.com"), ("HTTP://Example.com/a?b=c&d=\"e\"".replace('"', "'"), "HTTP://Example.com/a?b=c&d='e'"), ("localhost:8000/x", "https://localhost:8000/x"), ("https://müller.de/ä", "https://müller.de/ä"), ("//cdn.example.org", "https://cdn.example.org")],
        ["javascript:alert(1)", "JavaScript://example.com/%0aalert(1)", "data:text/html,x", "ftp://example.com", "mailto:a@b.co", "http://", "http://a b.c", "https://user:pw@example.com", "nodot", "http://[::1", "java\tscript:alert(1)", 5, "https://example.com\\@evil.org"],
        ("https://example.com", "example.com", "example.com"), key=lower, order=folded, pieces=["EXAMPLE", "?b=", "ü"],
    ),
    "country": Samples([("UK", "GB"), ("USA", "US"), ("Germany", "DE"), ("Österreich", "AT"), ("Espagne", "ES"), ("Francia", "FR"), ("日本", "JP"), ("che", "CH"), ("turkey", "TR")], ["Atlantis", "ZZ", 5, []], ("DE", "Germany", "Deutschland")),
    "language": Samples([("German", "de"), ("français", "fr"), ("pt_br", "pt-BR"), ("ZH-hans-cn", "zh-Hans-CN"), ("ger", "de"), ("日本語", "ja"), ("Englisch", "en")], ["Klingonese", "xx-YYY", "de-QQ", 5, []], ("pt-BR", "Brazilian Portuguese", "Portugiesisch (Brasilien)")),
}  # fmt: skip
