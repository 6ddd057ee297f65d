"""Rewrites tables in their canonical form, as a spreadsheet or another system may have left them; changes no value.

UTF-8 without a byte order mark, lines that end in a line feed, cells parted by commas and quoted where they must be, no
empty lines. What is no UTF-8 is taken for Windows-1252, as Excel saves it. A file whose last line lacks its end is left
alone: it may have been cut off.
"""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path

from .rows import DELIMITERS

MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def tidy(folder: Path) -> list[str]:
    """Tidies all tables of a folder; returns the names of those it rewrote, and what to look at there."""
    return [path.name + note for path in sorted(Path(folder).glob("*.csv")) if (note := _tidy(path)) is not None]


def _tidy(path: Path) -> str | None:
    """Rewrites a table; gives what to look at in it, or '', or None if it was left as it is."""
    note, raw = "", path.read_bytes()
    encoding = next((name for mark, name in MARKS.items() if raw.startswith(mark)), "utf-8")
    try:
        text = raw.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        try:
            text = raw.decode("cp1252").replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            return None  # what it was meant to say is not known; `check` names the byte
        note = " (taken for Windows-1252: look at its umlauts and dashes)"
    if not text.endswith("\n"):
        return None
    header = text.split("\n", 1)[0]
    delimiter = "," if "," in header else next((mark for mark in DELIMITERS if mark in header), ",")
    try:
        rows = [row for row in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True) if any(row)]
    except csv.Error:
        return None
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([[cell.strip(" ") for cell in row] for row in rows])
    if written.getvalue().encode() == raw:
        return None
    path.write_bytes(written.getvalue().encode())
    return note
