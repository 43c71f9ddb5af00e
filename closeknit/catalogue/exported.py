"""What the types write into files, in SQL: the database makes the text of a whole page of a list as fast as it reads it.

Every text here equals what `exported` of the type gives, and every cell what `export.write_csv` writes; a test compares both,
byte for byte. A type that is not here is exported in Python.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from babel.core import get_global

from closeknit.catalogue.types.value import TYPES, Storage, Type

NEVER, ALWAYS = "false", "true"
SIGNS = [
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "'",
]  # with which a cell may begin that has to be guarded
# A first sign costs a tenth of a pattern, and few cells need more.
SPECIAL = (
    f"(ascii({{c}}) = any('{{{{{','.join(str(ord(sign)) for sign in SIGNS)}}}}}'::int[])"
    " or strpos({c}, ',') + strpos({c}, '\"') + strpos({c}, chr(10)) + strpos({c}, chr(13)) > 0)"
)
GUARDED = (
    r"""case when {c} ~ '^''*[=+@\t\r\n＝＋－＠-]' and {c} !~ '^-[0-9]+([.][0-9]+)?$' then '''' || {c} else {c} end"""
)
QUOTED = """case when {c} ~ '[",\\r\\n]' then '"' || replace({guarded}, '"', '""') || '"' else {guarded} end"""

ANSWERS = """(select string_agg(answer, '; ' order by place)
  from jsonb_array_elements_text({}) with ordinality given(answer, place))"""
# The places of the currencies that have not as many as most, as `money.precision` finds them.
FRACTIONS = get_global("currency_fractions")
USUAL_PLACES = FRACTIONS["DEFAULT"][0]
PLACES = f"'{json.dumps({one: each[0] for one, each in FRACTIONS.items() if each[0] != USUAL_PLACES})}'::jsonb"


def cell(text: str) -> str:
    """The SQL of a cell of a CSV file, guarded and quoted as `export.write_csv` does, from the SQL of its text."""
    guarded = GUARDED.format(c=text)
    quoted = QUOTED.format(c=text, guarded=guarded)
    return f"case when {text} is null then '' when {SPECIAL.format(c=text)} then {quoted} else {text} end"


def _itself(columns: Sequence[str]) -> tuple[str, str]:
    return columns[0], NEVER


def _number(columns: Sequence[str]) -> tuple[str, str]:
    """Three places become four, as in `amounts.plain`."""
    tidy = f"trim_scale({columns[0]})"
    return f"case when scale({tidy}) = 3 then round({columns[0]}, 4)::text else {tidy}::text end", NEVER


def _date(columns: Sequence[str]) -> tuple[str, str]:
    return f"to_char({columns[0]}, 'YYYY-MM-DD')", NEVER


def _moment(columns: Sequence[str]) -> tuple[str, str]:
    utc = f"({columns[0]} at time zone 'UTC')"
    parts = f"case when mod(extract(microseconds from {utc})::int, 1000000) = 0 then '' else to_char({utc}, '.US') end"
    return f"""to_char({utc}, 'YYYY-MM-DD"T"HH24:MI:SS') || {parts} || '+00:00'""", NEVER


def _phone(columns: Sequence[str]) -> tuple[str, str]:
    """What was typed; where it is written otherwise than its number, whether it is understood here is for Python to say."""
    typed, e164 = columns
    return typed, f"(coalesce({e164}, '') <> '' and {typed} <> '' and translate({typed}, ' .()-', '') <> {e164})"


def _tags(columns: Sequence[str]) -> tuple[str, str]:
    return f"array_to_string({columns[0]}, ', ')", NEVER


def _yes_no(columns: Sequence[str]) -> tuple[str, str]:
    return f"case {columns[0]} when true then 'yes' when false then 'no' end", NEVER


def _choices(columns: Sequence[str]) -> tuple[str, str]:
    return ANSWERS.format(columns[0]), NEVER


def _money(columns: Sequence[str]) -> tuple[str, str]:
    """At least the places of the currency, and three become four, as in `amounts.plain`."""
    amount, currency = columns
    places = f"greatest(min_scale({amount}), coalesce(({PLACES} ->> {currency})::int, {USUAL_PLACES}))"
    return f"round({amount}, case {places} when 3 then 4 else {places} end)::text || ' ' || {currency}", NEVER


type InSql = Callable[[Sequence[str]], tuple[str, str]]

TEXTS: tuple[str, ...] = ("text", "long_text", "email", "url", "country", "language", "choice")
IN_SQL: dict[str, InSql] = {
    **dict.fromkeys(TEXTS, _itself),
    "number": _number,
    "percent": _number,
    "date": _date,
    "moment": _moment,
    "phone": _phone,
    "tags": _tags,
    "yes_no": _yes_no,
    "choices": _choices,
    "money": _money,
}


def in_sql(kind: Type, columns: Sequence[str]) -> tuple[str, str]:
    """The SQL of what `exported` gives, from the SQL of the columns of a value, and the condition under which Python must be asked."""
    made = IN_SQL.get(kind.key)
    return made(columns) if made and TYPES.get(kind.key) is kind else ("null::text", ALWAYS)


def in_profile(kind: Type, value: str) -> tuple[str, str]:
    """The same from the SQL of the JSON that a profile holds of a value, which is what `stored` gives."""
    if not kind.offered:
        return "null::text", ALWAYS
    texts = [f"({value} ->> '{part}')" for part in kind.parts] or [f"({value} #>> '{{}}')"]
    if kind.key in ("date", "moment"):
        return texts[0], NEVER  # its JSON is what a file holds
    if kind.key == "choices":
        return in_sql(kind, [value])
    cast = "::boolean" if kind.key == "yes_no" else "::numeric" if kind.storage is Storage.NUMBER else ""
    return in_sql(kind, [texts[0] + cast, *texts[1:]])
