"""Every country of the crowd, the nearest first."""

from __future__ import annotations

from closeknit.demo.lands.arabic_indic import EGYPT, EMIRATES, INDIA
from closeknit.demo.lands.central import CZECHIA, GERMANY, POLAND
from closeknit.demo.lands.east import CHINA, JAPAN
from closeknit.demo.lands.greek_cyrillic import BULGARIA, GREECE, UKRAINE
from closeknit.demo.lands.islands import BRITAIN, IRELAND
from closeknit.demo.lands.land import Land
from closeknit.demo.lands.low_countries import BELGIUM, NETHERLANDS
from closeknit.demo.lands.north import SWEDEN
from closeknit.demo.lands.south import FRANCE, ITALY, SPAIN

LANDS: tuple[Land, ...] = (
    BRITAIN,
    IRELAND,
    NETHERLANDS,
    BELGIUM,
    GERMANY,
    POLAND,
    CZECHIA,
    FRANCE,
    SPAIN,
    ITALY,
    SWEDEN,
    GREECE,
    BULGARIA,
    UKRAINE,
    EMIRATES,
    EGYPT,
    INDIA,
    CHINA,
    JAPAN,
)
