"""How likely bytes beyond ASCII read as words in each of the eight-bit encodings."""

from __future__ import annotations

import re

# For each encoding the letters that its languages use most beyond ASCII, and whether they stand alone among ASCII letters.
LATIN = "äöüßéèêëçñáíóúàâîôûïœæøåãõìòùÄÖÜÉÅØÁÓÍÑÇÀÈ"
ENCODINGS: dict[str, tuple[str, bool]] = {
    "cp1252": (LATIN, True),
    "cp1250": ("ąćęłńóśźżáčďéěíňřšťúůýžäöüßőűôľĺŕâăîșțÁČŘŠŽŁŚŻÖÜÉ", True),
    "iso8859_2": ("ąćęłńóśźżáčďéěíňřšťúůýžäöüßőűôľĺŕâăîșțÁČŘŠŽŁŚŻÖÜÉ", True),
    "cp1254": ("çğıöşüİŞÇÖÜĞâîû", True),
    "cp1251": ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфёіїєґ", False),
    "koi8_r": ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё", False),
    "cp1253": ("αοιετσνηυρπκμλςωγδχθφβξζψάέήίόύώ", False),
    "cp850": (LATIN, True),
    "mac_roman": (LATIN, True),
}
MARKS = "–—’‘“”„«»…€£§°©®™·•´²³½ºª¿¡‚"
HIGH = re.compile(r"[^\x00-\x7f]+")


def likeliest(sample: bytes, seen: bytes) -> str:
    """The codec under which the sample reads best, "" when none is plausible; `seen` holds every byte of the file."""
    rated = [
        (_rate(sample.decode(codec), *traits), -place, codec) for place, (codec, traits) in enumerate(_possible(seen))
    ]
    best = max(rated, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else ""


def _possible(seen: bytes) -> list[tuple[str, tuple[str, bool]]]:
    return [(codec, traits) for codec, traits in ENCODINGS.items() if _readable(seen, codec)]


def _readable(seen: bytes, codec: str) -> bool:
    try:
        seen.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _rate(text: str, common: str, alone: bool) -> float:
    """The mean plausibility of its runs of letters beyond ASCII, from -3 to 2."""
    rates = [
        _run(run[0], text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1], common, alone)
        for run in HIGH.finditer(text)
    ]
    return sum(rates) / len(rates) if rates else 0.0


def _run(run: str, before: str, after: str, common: str, alone: bool) -> float:
    rates = [_letter(letter, before if not place else run[place - 1], common) for place, letter in enumerate(run)]
    rate = sum(rates) / len(rates)
    if run.isalpha() and len(run) == 1 and not before.isalpha() and not after.isalpha():
        return min(rate, 0.5)  # alone it speaks for no language
    if not run.isalpha():
        within = before.isalpha() and after.isalpha() and run != "’"
        return rate - (2 if within else 0)
    if alone and len(run) > 2:
        return rate - 2
    if not alone and (len(run) == 1 or (before.isascii() and before.isalpha())):
        return rate - 2
    return rate


def _letter(letter: str, before: str, common: str) -> float:
    if letter.isalpha():
        shout = letter.isupper() and before.islower()
        return (2.0 if letter in common else 0.3 if letter.lower() not in common else 1.5) - (2 if shout else 0)
    if letter in MARKS or letter == "\xa0":
        return 0.8
    return -3.0 if "\x80" <= letter <= "\x9f" else -0.5
