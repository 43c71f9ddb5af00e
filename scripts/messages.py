"""Collects every text that people read into `closeknit/locale/<language>/LC_MESSAGES/django.po`, and compiles those for the product.

`make messages` renews the .po files: new texts stand there without a translation, and those that the code
no longer has are gone. `compiled()` writes the .mo files that Django reads, when a .po is newer in content than they
are. Babel does both, so nobody needs GNU gettext.
"""

from __future__ import annotations

import ast
import contextlib
import hashlib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

CHECKOUT = Path(__file__).resolve().parents[1]
PACKAGE = CHECKOUT / "closeknit"
LOCALE = PACKAGE / "locale"
TRANSLATED = ("de", "es", "fr")
PLURAL_FORMS = {
    "de": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
}
ONE, MANY, SAID = frozenset({"_", "now", "gettext", "gettext_lazy", "gettext_noop"}), frozenset({"ngettext", "ngettext_lazy"}), frozenset({"pgettext", "pgettext_lazy"})  # fmt: skip
CALL = re.compile(r"(?:\b(?:gettext|pgettext|ngettext)|(?<!\w)_)\(")
NOT_SHIPPED = {"tests", "migrations", "built", "locale"}


def path_of(language: str) -> Path:
    """Return where a language's translations stand."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def collected() -> Catalog:
    """Return every text of the code and of the pages, with the files that have it."""
    catalogue = Catalog()
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html"), *PACKAGE.rglob("*.txt")]):
        if NOT_SHIPPED & set(path.relative_to(PACKAGE).parts):
            continue
        for context, text in texts(path):
            catalogue.add(text, context=context, locations=[(path.relative_to(CHECKOUT).as_posix(), None)])
    return catalogue


def texts(path: Path) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """Yield the texts of one file, each with its context; a template becomes the calls that it stands for."""
    from django.utils.translation.template import (
        templatize,
    )  # only whoever collects needs Django: a wheel is built without

    source = path.read_text("utf-8")
    if path.suffix != ".py":
        source = calls_of(templatize(source, origin=path.name))
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            given = [argument.value for argument in call.args if isinstance(argument, ast.Constant)]
            if call.func.id in ONE and len(given) == len(call.args) == 1:
                yield None, given[0]
            elif call.func.id in MANY and len(given) >= 2:
                yield None, (given[0], given[1])
            elif call.func.id in SAID and len(given) == 2:
                yield given[0], given[1]


def calls_of(filler: str) -> str:
    """Return the calls in what `templatize` gives, one a line: the rest of it is letters that stand for the page."""
    lines = []
    for match in CALL.finditer(filler):
        for end in re.finditer(r"\)", filler[match.end() :]):
            candidate = filler[match.start() : match.end() + end.end()].strip()
            with contextlib.suppress(SyntaxError):
                ast.parse(candidate)
                lines.append(candidate)
                break
    return "\n".join(lines)


def renew() -> dict[str, int]:
    """Renew the .po files; return by language how many texts still have no translation."""
    fresh, missing = collected(), {}
    for language in TRANSLATED:
        kept = translations(language) if path_of(language).exists() else Catalog()
        catalogue = Catalog(locale=language, project="Closeknit", fuzzy=False)
        for message in fresh:
            if message.id:
                known = kept.get(message.id, message.context)
                catalogue.add(message.id, known.string if known else "", message.locations, context=message.context)
        missing[language] = sum(1 for message in catalogue if message.id and not all_of(message.string))
        save(language, catalogue)
    return missing


def translations(language: str) -> Catalog:
    """Return what a language's .po holds."""
    with path_of(language).open("rb") as file:
        return read_po(file, locale=language)


def all_of(string: str | tuple[str, ...]) -> bool:
    """Return whether a translation is there, in each of its plural forms."""
    return bool(string) and (isinstance(string, str) or all(string))


def save(language: str, catalogue: Catalog) -> None:
    """Write a .po in a form that changes only where its texts do: sorted, with files but no lines and no moment."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=120, omit_header=True, sort_output=True, include_lineno=False)
    head = (
        'msgid ""\nmsgstr ""\n"Project-Id-Version: Closeknit\\n"\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n\n'
    )
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    path_of(language).write_bytes(head.encode() + buffer.getvalue())


def compiled() -> bool:
    """Write the .mo files that are not up to date; return whether there were any."""
    done = [compile_one(path) for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))]
    return any(done)


def compile_one(source: Path) -> bool:
    """Write one .mo beside its .po, unless the stamp says that this .po is what it was made of."""
    result, stamp = source.with_suffix(".mo"), source.with_name(".stamp")
    now = hashlib.sha256(source.read_bytes()).hexdigest()
    if result.exists() and stamp.exists() and stamp.read_text() == now:
        return False
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    for message in [message for message in catalogue if message.id and not all_of(message.string)]:
        catalogue.delete(message.id, message.context)  # else Django would show an empty plural
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    result.write_bytes(buffer.getvalue())
    stamp.write_text(now)
    return True


if __name__ == "__main__":
    for name, count in renew().items() if sys.argv[1:] == ["collect"] else ():
        print(f"{name}: {count} texts without a translation")
    if compiled():
        print("Compiled the translations.")
