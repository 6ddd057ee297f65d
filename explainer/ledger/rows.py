"""Reads the ledger's files as they are, row by row with their line numbers, and says what keeps one from being read."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from .schema import Table


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in one place, and what would be right."""

    file: str
    line: int  # 1-based line of the file; 0 if the fault is the file's as a whole
    row_id: str
    column: str
    found: str
    allowed: str

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f", line {self.line}"
        if self.row_id:
            place += f" ({self.row_id})"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: found {self.found}; allowed: {self.allowed}"


@dataclass(frozen=True)
class Row:
    """A row as the file has it: its line number and its raw cells."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def items(self, column: str) -> list[str]:
        """The items of a list cell."""
        return self[column].split(";") if self[column] else []


Rows = dict[str, list[Row]]


class Unreadable(Exception):
    """A file that cannot be read as a table, with every reason."""

    def __init__(self, faults: list[Fault]):
        self.faults = faults


def read(folder: Path, table: Table) -> list[Row]:
    """The rows of a table. Raises `Unreadable` with every fault that keeps the file from being read."""
    file = f"data/{table.file}"

    def unreadable(found: str, allowed: str, line: int = 0, row_id: str = "", column: str = "") -> Unreadable:
        return Unreadable([Fault(file, line, row_id, column, found, allowed)])

    try:
        raw = (folder / table.file).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise unreadable("no such file", "a UTF-8 CSV table") from None
    if not raw.strip():
        raise unreadable("an empty file", f"a header line: {','.join(table.names)}")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise unreadable("a byte order mark", "UTF-8 without one", 1)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise unreadable(f"byte 0x{raw[error.start]:02x}, which is not UTF-8", "UTF-8", line) from None
    if "\r" in text:
        line = text.count("\n", 0, text.index("\r")) + 1
        raise unreadable("a carriage return", "lines that end in \\n", line)
    if "\x00" in text:
        raise unreadable("a NUL character", "text", text.count("\n", 0, text.index("\x00")) + 1)
    if not text.endswith("\n"):
        raise unreadable("a last line without its end", "a whole file: it looks truncated", text.count("\n") + 1)

    reader = csv.reader(io.StringIO(text), strict=True)
    faults: list[Fault] = []
    rows: list[Row] = []
    key = table.key[0] if table.key else table.names[0]
    try:
        header = next(reader)
        if header != table.names:
            raise unreadable(_header_fault(header, table.names), f"exactly {','.join(table.names)}", 1)
        line = reader.line_num
        for cells in reader:
            start, line = line + 1, reader.line_num
            row_id = (
                "/".join(cells[: len(table.key)])
                if len(table.key) > 1
                else (cells[header.index(key)] if len(cells) > header.index(key) else "")
            )
            if not cells:
                faults.append(Fault(file, start, "", "", "an empty line", "a row"))
            elif len(cells) != len(header):
                faults.append(
                    Fault(
                        file,
                        start,
                        row_id,
                        "",
                        f"{len(cells)} cells",
                        f"{len(header)}, as in the header (quote a cell that holds a comma)",
                    )
                )
            elif line != start:
                faults.append(
                    Fault(
                        file, start, row_id, "", "a line break inside a cell (or a quote left open)", "one line a row"
                    )
                )
            else:
                rows.append(Row(start, dict(zip(header, cells))))
    except csv.Error as error:
        faults.append(Fault(file, reader.line_num, "", "", f"broken quoting ({error})", "CSV as RFC 4180 has it"))
    for row in rows:
        for column, cell in row.cells.items():
            if cell != cell.strip():
                faults.append(Fault(file, row.line, row[key], column, f"{cell!r}", "no blanks at the ends of a cell"))
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
