"""Sweden."""

from __future__ import annotations

from closeknit.demo.lands.land import Land, Place, words

SWEDEN = Land(
    country="SE",
    language="sv",
    organizations=10,
    given=words("Åsa Björn Göran Märta Östen Linnéa Håkan Agnes Sören Ebba"),
    family=words("Åkesson Öberg Lindström Sjögren Hällgren Nyström Ångström Bergqvist Häggkvist"),
    stems=words("Mälar Vätter Norrsken Öresund Skåne"),
    firms=(("dairy", "{} Mejeri"), ("steel", "{} Stål"), ("fish", "{} Fisk"), ("bakery", "{} Bageri")),
    places=(Place("Göteborg", "411 ##"), Place("Malmö", "211 ##"), Place("Örebro", "702 ##"), Place("Umeå", "903 ##")),
    streets=("Hamngatan", "Mejerigatan", "Industrivägen", "Kvarnvägen"),
    legal="AB",
    phones=("+46 31-390 06 ##", "+46 40-628 04 ##", "+46 8-465 004 ##", "+46 980-319 2##"),
    mobiles=("+46 70-174 06 ##",),
    street_pattern="{street} {number}",
)
