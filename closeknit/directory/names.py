"""Who is this: the normal form of addresses, numbers and names, by which two writings of the same are one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import urlsplit

import phonenumbers
from cleanco import termdata

PROVIDERS = (
    "gmail.com googlemail.com outlook.com outlook.de hotmail.com hotmail.de hotmail.fr hotmail.co.uk live.com live.de msn.com yahoo.com yahoo.de yahoo.fr yahoo.es yahoo.co.uk yahoo.co.jp ymail.com "
    "icloud.com me.com mac.com aol.com aol.de gmx.de gmx.net gmx.at gmx.ch gmx.com web.de t-online.de freenet.de arcor.de online.de mail.de posteo.de mailbox.org proton.me protonmail.com pm.me "
    "tutanota.com tuta.io orange.fr wanadoo.fr free.fr sfr.fr laposte.net libero.it virgilio.it tiscali.it alice.it telefonica.net terra.es bluewin.ch sunrise.ch hispeed.ch chello.at aon.at "
    "comcast.net verizon.net att.net sbcglobal.net btinternet.com sky.com virginmedia.com mail.ru yandex.ru yandex.com bk.ru list.ru rambler.ru qq.com 163.com 126.com sina.com naver.com daum.net "
    "fastmail.com zoho.com hey.com uol.com.br bol.com.br terra.com.br seznam.cz wp.pl o2.pl interia.pl onet.pl ziggo.nl kpnmail.nl xs4all.nl telenet.be skynet.be telia.com"
)
PUBLIC = frozenset(PROVIDERS.split())
# Beyond cleanco's list: what it lacks or writes in another way. Words are compared without dots, "S.A." is "sa".
FORMS = (
    "inc, incorporated, corp, corporation, co, company, limited, ltd, llc, llp, lp, lllp, plc, public limited company, pty, pte, pvt, private, bhd, berhad, sdn, pcl, public company limited, tbk, "
    "jsc, pjsc, ojsc, cjsc, ao, pao, zao, oao, ooo, tov, pat, gmbh, mbh, ggmbh, ag, kg, kgaa, ohg, og, ug, haftungsbeschrankt, gbr, ev, eg, ek, se, aktiengesellschaft, "
    "gesellschaft mit beschrankter haftung, kommanditgesellschaft, sa, sas, sasu, sarl, eurl, snc, sci, scop, spa, srl, srls, sl, slu, sau, sociedad anonima, sociedad limitada, societe anonyme, "
    "sab de cv, sa de cv, sapi de cv, s de rl de cv, ltda, eireli, me, nv, bv, cv, vof, bvba, sprl, srl, ab, as, asa, aps, oy, oyj, hf, ehf, uab, sia, ou, kft, zrt, nyrt, bt, doo, dd, ad, ead, ood, eood, "
    "sro, spol sro, sp zoo, sp k, sp j, kk, kabushiki kaisha, kabushiki gaisha, gk, godo kaisha, yk, hldgs, dba, cic, cio, aktiebolag, aktieselskab, osakeyhtio, anonim sirketi, ltd sti, as ve tic"
)
LEADING = frozenset(
    {
        "ooo",
        "oao",
        "zao",
        "pao",
        "ao",
        "tov",
        "pt",
        "cv",
        "ud",
        "firma",
        "fa",
        "soc",
        "sarl",
        "sas",
        "gmbh",
        "kk",
        "the",
    }
)
JAPANESE = re.compile(r"株式会社|有限会社|合同会社|（株）|\(株\)|有限公司|股份有限公司|有限责任公司|주식회사|㈜")
JOINERS = frozenset({"and", "und", "et"})
ADDRESSED = (
    "mr mrs ms miss mx dr prof professor sir dame lord lady rev herr herrn frau fraulein monsieur madame mademoiselle mme mlle m senor senora senorita sr sra srta don dona dott ing dipl mag msc bsc mba phd md "
    "jr sr ii iii iv esq junior senior"
)
TITLES = frozenset(ADDRESSED.split())
KEY = 200  # characters of a key that is looked up
DIGITS = re.compile(r"\d+")
EXTENSION = re.compile(r"(?i)\s*(?:x|ext)\.?\s*\d+$")
EMAIL = re.compile(r"^[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s.,;<>]{2,}$")
WORD = re.compile(r"[^\W_]+")
STROKES = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})


def is_email(text: str) -> bool:
    """Whether it is one e-mail address."""
    return bool(EMAIL.match(text))


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """Without accents, case and punctuation, words parted by one space: what headings and names are compared by."""
    if text.isascii():
        return " ".join(WORD.findall(text.lower()))
    flat = unicodedata.normalize("NFKD", text.translate(STROKES))
    return " ".join(WORD.findall("".join(letter for letter in flat if not unicodedata.combining(letter)).casefold()))


def email(text: str) -> str:
    """An e-mail address in its normal form, "" when it is none."""
    address = text.strip().removeprefix("mailto:").strip("<>").casefold()
    if not is_email(address):
        return ""
    local, _at, host = address.rpartition("@")
    return f"{local}@{'gmail.com' if host == 'googlemail.com' else host.rstrip('.')}"


def phone(text: str, country: str = "") -> str:
    """A telephone number as E.164; `country` (ISO 3166-1) is where national numbers are at home. "" when it cannot be told."""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_possible_number(number)
        else ""
    )


def phone_end(text: str) -> str:
    """The last nine digits of a number, the same however its country is written; "" for fewer than six."""
    digits = "".join(DIGITS.findall(EXTENSION.split(text.replace("(0)", ""))[0]))
    return digits[-9:] if len(digits) >= 6 else ""


@lru_cache(maxsize=8192)
def person(text: str) -> str:
    """A person's name without accents, case, titles and order: "Dr. Müller, Jörg" is "jorg muller"."""
    found = plain(text).split()
    kept = [word for word in found if word not in TITLES] or found
    return " ".join(sorted(kept))


def words(text: str) -> str:
    """The plain words of an organization's name, single letters joined: "S.A." is "sa"."""
    joined = re.sub(r"(?<!\S)\w(?: \w(?!\S))+", lambda run: run[0].replace(" ", ""), plain(JAPANESE.sub(" ", text)))
    return " ".join(word for word in joined.split() if word not in JOINERS) or joined


@lru_cache(maxsize=8192)
def organization(text: str) -> str:
    """An organization's name without accents, case and legal form: "Müller & Söhne GmbH & Co. KG" is "muller sohne"."""
    left = words(text).split()
    while len(left) > 1 and left[0] in LEADING:
        left = left[1:]
    while size := _form(left):
        left = left[:-size]
    return " ".join(left)


def organization_key(text: str) -> str:
    """The normal form by which an organization is looked up: never empty, whatever signs its name is made of."""
    return (organization(text) or f"={text.casefold()}")[:KEY]


def person_key(text: str) -> str:
    """The normal form by which a person is looked up: never empty, whatever signs the name is made of."""
    return (person(text) or f"={text.casefold()}")[:KEY]


def _form(left: list[str]) -> int:
    """How many of the last words are a legal form; never all of them."""
    return next((size for size in range(min(6, len(left) - 1), 0, -1) if " ".join(left[-size:]) in _forms()), 0)


@cache
def _forms() -> frozenset[str]:
    """Every legal form in the form that names are compared in."""
    lists = [*termdata.terms_by_type.values(), *termdata.terms_by_country.values()]
    return frozenset(form for terms in [*lists, FORMS.split(", ")] for term in terms if (form := words(term)))


def domain(text: str) -> str:
    """The web domain of an address or an e-mail address that speaks for an organization; "" for none or a public provider."""
    given = text.strip().casefold()
    host = given.rpartition("@")[2] if "@" in given and "/" not in given else _host(given)
    host = host.strip(".").removeprefix("www.")
    return host if "." in host and host not in PUBLIC and not re.search(r"[^\w.-]", host) else ""


def _host(given: str) -> str:
    try:
        return urlsplit(given if "://" in given else "//" + given).hostname or ""
    except ValueError:  # a bracket that closes nothing
        return ""
