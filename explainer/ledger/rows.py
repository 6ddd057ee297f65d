"""Reads the ledger's files as they are, row by row with their line numbers, and says what keeps one from being read."""

from __future__ import annotations

import codecs
import csv
import difflib
import errno
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from .schema import Column, Table

PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
CANONICAL = "UTF-8 without a mark, lines that end in \\n, cells parted by ','"
FEW = 15  # ids that a message lists
DELIMITERS = {";": "';'", "\t": "tabs"}  # by which spreadsheets part cells in place of the comma


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place, and what would be right."""

    file: str
    line: int  # 1-based line of the file; 0 if the fault is the file's as a whole
    row_id: str
    column: str
    found: str
    allowed: str

    @property
    def place(self) -> str:
        """File, line, row and column, as far as they are known."""
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.row_id:
            place += f" ({self.row_id})"
        if self.column:
            place += f", column {self.column}"
        return place

    def __str__(self) -> str:
        return f"{self.place}: found {self.found}; allowed: {self.allowed}"


class Unknown(KeyError):
    """A table or a column that the rules ask for and the schema does not have."""


@dataclass(frozen=True)
class Row:
    """A row as the file has it: its table, its line number and its raw cells."""

    table: Table
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        if column not in self.cells:
            raise Unknown(f"the column '{column}' of the table '{self.table.name}'")
        return self.cells[column]

    @property
    def id(self) -> str:
        """What names the row: its key, or its first cell."""
        return "/".join(self[name] for name in self.table.key or self.table.names[:1])

    def items(self, column: str) -> list[str]:
        """The items of a list cell."""
        return self[column].split(";") if self[column] else []

    def day(self, column: str) -> date | None:
        """The day in a cell; None if there is none."""
        return day(self[column])

    def days(self) -> tuple[date, date] | None:
        """The first and the last day of a figure that is a date; None if it is none."""
        first = self.day("low")
        return None if first is None else (first, self.day("high") or first)

    def number(self, column: str) -> Decimal | None:
        """The number in a cell; None if there is none."""
        return Decimal(self[column]) if PLAIN_NUMBER.fullmatch(self[column]) else None

    def fault(self, column: str, found: str, allowed: str) -> Fault:
        """What is wrong in a cell of this row, and what would be right."""
        return Fault(f"data/{self.table.file}", self.line, self.id, column, found, allowed)


def day(cell: str) -> date | None:
    """A day as ISO 8601 has it; None for anything else."""
    try:
        return date.fromisoformat(cell) if len(cell) == 10 else None
    except ValueError:
        return None


class Rows(dict[str, list[Row]]):
    """The rows of all tables, by table."""

    def __missing__(self, name: str) -> list[Row]:
        raise Unknown(f"the table '{name}'")

    def ids(self, column: Column, found: str) -> str:
        """What a column that refers to another table allows: all ids of a small table, or those nearest to what was
        found."""
        ids = [row.id for row in self[(column.refers_to or "").partition(".")[0]]]
        known = f": {', '.join(ids)}" if len(ids) <= FEW else hint(found, ids) or ", or a new row there"
        return f"an id of {column.refers_to}{known}"


def hint(name: str, known: Iterable[str]) -> str:
    """The known names nearest to one that is not, as a question to end a message with; '' where none is near."""
    near = difflib.get_close_matches(name, list(known), n=3)
    return f"; did you mean {', '.join(near)}?" if near else ""


class Unreadable(Exception):
    """A file that cannot be read as a table, with every reason."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults


def read_text(path: Path, name: str) -> str:
    """The text of a UTF-8 file that is called `name` in messages. Raises `Unreadable`."""
    try:
        return decode(_bytes(path), name)
    except OSError as error:
        raise Unreadable([Fault(name, 0, "", "", _why(error), "a UTF-8 text")]) from None


def _bytes(path: Path) -> bytes:
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")  # a pipe would be waited for without end
    return path.read_bytes()


def _why(error: OSError) -> str:
    """Why a file cannot be read."""
    return "no such file" if isinstance(error, FileNotFoundError) else f"a file that cannot be read: {error.strerror}"


def decode(raw: bytes, name: str) -> str:
    """The text of a file's bytes. Raises `Unreadable`, with the line of the first byte that is not UTF-8."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{raw[error.start]:02x}, which is not UTF-8"
        raise Unreadable([Fault(name, line, "", "", found, "UTF-8")]) from None


def read(folder: Path, table: Table) -> list[Row]:
    """The rows of a table. Raises `Unreadable` with every fault that keeps the file from being read."""
    file = f"data/{table.file}"

    def unreadable(found: str, allowed: str, line: int = 0) -> Unreadable:
        return Unreadable([Fault(file, line, "", "", found, allowed)])

    try:
        raw = _bytes(folder / table.file)
    except OSError as error:
        raise unreadable(_why(error), "a UTF-8 CSV table") from None
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise unreadable("UTF-16", f"{CANONICAL}: make tidy rewrites it so")
    if not raw.strip():
        raise unreadable("an empty file", f"a header line: {','.join(table.names)}")
    text = decode(raw, file)
    if foreign := _as_a_spreadsheet_saves(text):
        raise unreadable(foreign, f"{CANONICAL}: make tidy rewrites it so", 1)
    if "\x00" in text:
        raise unreadable("a NUL character", "text", text.count("\n", 0, text.index("\x00")) + 1)
    if not text.endswith("\n"):
        raise unreadable("a last line without its end", "a whole file: it looks truncated", text.count("\n") + 1)
    return list(_rows(text, table))


def _as_a_spreadsheet_saves(text: str) -> str:
    """What a spreadsheet or an editor of another system did to the file's form; '' if nothing."""
    said = ["a byte order mark"] if text.startswith("\ufeff") else []
    if "\r" in text:
        said.append("carriage returns at the ends of lines")
    header = text.splitlines()[0]
    if "," not in header:
        said += [f"cells parted by {name}" for delimiter, name in DELIMITERS.items() if delimiter in header]
    return ", ".join(said)


def _rows(text: str, table: Table) -> Iterable[Row]:
    file = f"data/{table.file}"
    reader = csv.reader(io.StringIO(text), strict=True)
    faults: list[Fault] = []
    rows: list[Row] = []

    def fault(line: int, cells: list[str], found: str, allowed: str) -> None:
        named = dict(zip(table.names, cells))
        row_id = "/".join(named.get(name, "") for name in table.key or table.names[:1])
        faults.append(Fault(file, line, row_id.strip("/"), "", found, allowed))

    try:
        header = next(reader)
        if header != table.names:
            found = _header_fault(header, table.names)
            raise Unreadable([Fault(file, 1, "", "", found, f"exactly {','.join(table.names)}")])
        line = reader.line_num
        for cells in reader:
            start, line = line + 1, reader.line_num
            if not any(cells):
                fault(start, [], "an empty line", "a row")
            elif len(cells) != len(header):
                allowed = f"{len(header)}, as in the header (quote a cell that holds a comma)"
                fault(start, cells, f"{len(cells)} cells", allowed)
            elif line != start:
                fault(start, cells, "a line break inside a cell (or a quote left open)", "one line a row")
            else:
                rows.append(Row(table, start, dict(zip(header, cells))))
    except csv.Error as error:
        fault(reader.line_num, [], f"broken quoting ({error})", "CSV as RFC 4180 has it")
    for row in rows:
        for column, cell in row.cells.items():
            if cell != cell.strip(" "):
                faults.append(row.fault(column, f"{cell!r}", "no blanks at the ends of a cell"))
    if not faults and table.rows not in (None, len(rows)):
        counted = f"the {table.rows} rows that datapackage.json counts, or the new count there"
        faults.append(Fault(file, 0, "", "", f"{len(rows) or 'no'} rows", counted))
    elif not faults and not rows and not table.may_be_empty:
        faults.append(Fault(file, 0, "", "", "no rows", "a table with rows: this one looks cut off"))
    if faults:
        raise Unreadable(faults)
    return rows


def _header_fault(found: list[str], wanted: list[str]) -> str:
    missing = [name for name in wanted if name not in found]
    extra = [name for name in found if name not in wanted]
    if missing or extra:
        said = [f"missing column {name}" for name in missing] + [f"extra column {name}" for name in extra]
        return ", ".join(said)
    return "columns doubled" if len(found) != len(wanted) else "columns in another order"
