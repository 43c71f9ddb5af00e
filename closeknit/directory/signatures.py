"""The signature of an e-mail read: who somebody is, what they do where, and how to reach them. All of it is a guess."""

from __future__ import annotations

import re
from collections.abc import Iterable

import phonenumbers

from closeknit.access import gate
from closeknit.access.actors import Actor
from closeknit.catalogue.kinds import kinds
from closeknit.catalogue.types import company
from closeknit.directory import names
from closeknit.directory.models import Organization, WebAddress
from closeknit.directory.traits import ORGANIZATION
from closeknit.records import alike

# Each pattern is asked of text that anybody may paste: none may look at the same characters again and again.
EMAIL = re.compile(r"[^\s<>()\[\],;:|\"'@]{1,64}@(?:[^\s<>()\[\],;:|\"'@.]{1,63}\.){1,8}[^\W\d_]{2,63}")
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>|,;]+", re.IGNORECASE)
ELSEWHERE = re.compile(r"linkedin|xing\.|facebook|twitter|//x\.com|instagram|youtube|calendly", re.IGNORECASE)
PARTED = re.compile(r"[|•·●]| [-\u2013\u2014] ")
LABEL = re.compile(
    r"^(?:e-?mail|mail|tel\w*|phone|t[eé]l[eé]phone|telefon|tel[eé]fono|office|direct|fax|mobile?|mobil\w*|m[oó]vil|portable|cell|handy|web|site|www|[tmfepdw])\s*[.:]+\s*",
    re.IGNORECASE,
)
MOBILE = re.compile(r"(?:\b(?:mobil\w*|m[oó]vil|portable|cell\w*|handy|gsm)\b|\bm\s*[.:])[^\d+]*$", re.IGNORECASE)
FAX = re.compile(r"(?:\b(?:tele)?fax\w*|\bf\s*[.:])[^\d+]*$", re.IGNORECASE)
GREETING = re.compile(
    r"^(?:-{2,}$|(?:best|kind|warm)?\s*(?:regards|wishes)|best$|sincerely|yours|cheers|thanks|thank you|mit\b.*gr[uü](?:ß|ss)en|(?:viele|beste|liebe|freundliche|herzliche)\s+gr[uü](?:ß|ss)e|"
    r"cordialement|bien\s+cordialement|sinc[eè]res|saludos|un saludo|atentamente|sent from|von meinem)",
    re.IGNORECASE,
)
POSTCODE = re.compile(
    r"(?P<street>.*?)[,\s]*\b(?:[A-Z]{1,2}-)?(?P<postcode>\d{4,5})\s+(?P<city>[^\W\d_][^\d,]*[^\W\d_])(?:,.*)?$"
)
BRITISH = re.compile(
    r"(?P<street>.*?)[,\s]*(?P<city>[^\W\d_][^\d,]*?)[,\s]+(?P<postcode>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})\b.*$"
)
STREET = re.compile(r"^(?=.*\d)(?=.*[^\W\d_]{3})[^@:]+$")
WORDS_OF_A_NAME = range(2, 6)
LINE, BEFORE = 160, 40  # characters: a longer part says nothing of one person; where the label of a number stands


def read(text: str, actor: Actor) -> dict[str, str]:
    """The fields of a person that a signature fills, each as somebody would type it."""
    found = _ways(text)
    lines = _lines(text)
    found |= _place(lines)
    rest = [line for line in lines if not re.search(r"[@\d]", line)]
    name = next((line for line in rest if _is_name(line)), "") or _of_email(found.get("email", ""))
    if name:
        found |= _named(name)
        rest = [line for line in rest if line != name]
    called = next((line for line in rest if _is_organization(line)), "")
    title = next((line for line in rest if line != called), "")
    found |= {"title": title} if title else {}
    called = called or next((line for line in rest if line != title), "")
    found |= {"organization": one} if (one := _known(called, found.get("email", ""), actor)) else {}
    return found


def _ways(text: str) -> dict[str, str]:
    """How to reach them: by e-mail, telephone, web."""
    found: dict[str, str] = {}
    if email := EMAIL.search(text):
        found["email"] = email[0]
    if url := next((one[0] for one in ADDRESS.finditer(text) if not ELSEWHERE.search(one[0])), ""):
        found["url"] = url
    possible = phonenumbers.PhoneNumberMatcher(text, company.habits().region or None, phonenumbers.Leniency.POSSIBLE)
    for one in possible:
        before = text[max(0, one.start - BEFORE) : one.start].rpartition("\n")[2]
        is_meant = one.raw_string.startswith("+") or phonenumbers.is_valid_number(one.number)
        if is_meant and not FAX.search(before):
            found.setdefault("mobile" if MOBILE.search(before) else "phone", one.raw_string.strip())
    return found


def _lines(text: str) -> list[str]:
    """The parts of the text that say one thing each, without greetings, labels and ways to reach somebody."""
    bare = ADDRESS.sub(" ", EMAIL.sub(" ", text))
    spaced = [" ".join(line.replace("\t", "|").split()) for line in bare.splitlines()]
    pieces = (part.strip(" ,;<>()*_\"'") for line in spaced for part in PARTED.split(line))
    parts = (LABEL.sub("", part).strip() for part in pieces if len(part) <= LINE)
    return [part for part in parts if part and not GREETING.match(part) and not re.fullmatch(r"[\W\d_]+", part)]


def _place(lines: list[str]) -> dict[str, str]:
    """Where they are: street, postcode and city, in one line or in two."""
    for place, line in enumerate(lines):
        if found := BRITISH.match(line) or POSTCODE.match(line):
            street = found["street"].strip(" ,")
            if not street and place and STREET.match(lines[place - 1]):
                street = lines[place - 1]
            where = {"street": street, "postcode": found["postcode"], "city": found["city"].strip(" ,")}
            return {key: value for key, value in where.items() if value}
    return {}


def _is_name(line: str) -> bool:
    words = [word for word in re.split(r"[\s,]+", line) if word]
    if len(words) not in WORDS_OF_A_NAME or _is_organization(line):
        return False
    return all(word[0].isupper() or word.casefold() in ("von", "van", "de", "der", "den", "di", "la") for word in words)


def _is_organization(line: str) -> bool:
    """Whether a line ends, or begins, with a legal form."""
    return names.organization(line) != names.words(line)


def _of_email(email: str) -> str:
    """A name as many addresses hold it: anna.berg@ is Anna Berg."""
    parts = re.split(r"[._]", email.partition("@")[0])
    return " ".join(part.capitalize() for part in parts) if len(parts) == 2 and all(map(_is_word, parts)) else ""


def _is_word(part: str) -> bool:
    return part.isalpha() and len(part) > 1


def _named(line: str) -> dict[str, str]:
    """The parts of a name: what it is addressed by, given, family; "Berg, Anna" is turned round."""
    family, comma, given = line.partition(",")
    if comma and " " not in family.strip() and not _all_titles(given.split()):
        line = f"{given} {family}"
    words = [word for word in line.replace(",", " ").split() if not _all_titles([word])]
    return {"given_name": words[0], "family_name": " ".join(words[1:])} if len(words) > 1 else {"name": line}


def _all_titles(words: Iterable[str]) -> bool:
    return all(word.strip(".").casefold() in names.TITLES for word in words)


def _known(called: str, email: str, actor: Actor) -> str:
    """The organization that is meant, by its id where the actor sees it: one alike, or the only one at that address."""
    kind, given = kinds[ORGANIZATION], {"name": called, "url": f"https://{names.domain(email)}"}
    if called and (found := alike.find(kind, given, actor)):
        return str(found[0].id)
    if "urls" not in kind.details_for(actor.classes) or not names.domain(email):
        return called
    at = WebAddress.objects.filter(domain=names.domain(email)).values("record")
    there = gate.rows(Organization, actor).filter(pk__in=at).order_by("pk").values_list("pk", flat=True)[:2]
    return str(there[0]) if len(there) == 1 else called
