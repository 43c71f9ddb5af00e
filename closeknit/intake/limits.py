"""The limits of a file that is read: what is beyond them is refused before it can hurt."""

from __future__ import annotations

MIB = 1024 * 1024

PACKED = 512 * MIB  # bytes of the file as it comes
UNPACKED = 2048 * MIB  # bytes of a text file after unpacking
SHEETS_UNPACKED = 512 * MIB  # bytes of all members of a workbook together
MEMBERS = 5_000  # files inside a workbook
RATIO = 200  # unpacked to packed: people's tables stay below 50, bombs reach 1,000
RATIO_FROM = 32 * MIB  # below this size the ratio says nothing

COLUMNS = 500
CELL = 1_000_000  # characters
ROW = 8_000_000  # characters of one row, its line breaks counted
ROWS = 5_000_000

CHILD_MEMORY = 512 * MIB
CHILD_SECONDS = 30  # of the processor, for each 100,000 rows
SAMPLE = 1_000  # rows that decide about columns
