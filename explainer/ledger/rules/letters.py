"""What a cell may hold, letter by letter: nothing unseen, nothing that a program runs, one way to write a number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ..rows import Fault
from .book import Book, Rule

UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp")  # Unicode's categories of what has no shape of its own
SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "CHEROKEE")  # whose letters look alike
RUN_BY_SPREADSHEETS = ("=", "+", "-", "@")
MARKUP = re.compile(r"<[A-Za-z/!?]|&#?\w+;|`|\]\(|\{\w+\}`")
FIGURE_FIRST = re.compile(r"-[\d.–-]+ [a-z]+: [\w ,.–-]+")  # a figure below zero with its verdict: nothing that runs
WHOLE = re.compile(r"0|[1-9][0-9]*")


def plain_text(book: Book) -> Iterator[Fault]:
    """Cells hold plain text: composed letters of one script a word, no markup, nothing unseen, no formula."""
    for table in book.schema.tables.values():
        numbers = {column.name for column in table.columns if column.pattern and column.pattern.startswith("^(0|-?")}
        for row in book.rows[table.name]:
            for column, cell in row.cells.items():
                if cell.startswith(RUN_BY_SPREADSHEETS) and column not in numbers and not FIGURE_FIRST.fullmatch(cell):
                    yield row.fault(
                        column, f"'{cell[:40]}', which a spreadsheet would run", "text that begins otherwise"
                    )
                if markup := MARKUP.search(cell):
                    yield row.fault(column, f"markup: '{markup[0]}'", "plain text")
                if not (cell.isascii() and cell.isprintable()) and (found := _odd(cell)):
                    yield row.fault(column, *found)


def _odd(cell: str) -> tuple[str, str] | None:
    """What is wrong with the letters of a cell, and what would be right."""
    if unicodedata.normalize("NFC", cell) != cell:
        return "letters taken apart", "letters composed as Unicode's NFC has them"
    for letter in cell:
        kind = unicodedata.category(letter)
        if kind in UNSEEN or letter.isspace() and letter != " ":
            return f"U+{ord(letter):04X}, which is not seen", "letters, signs and plain blanks"
        if kind == "Nd" and not letter.isascii():
            return f"the digit '{letter}'", "the digits 0 to 9"
        if (
            not letter.isascii()
            and kind in ("Lu", "Ll", "Lo", "Nl", "So")
            and unicodedata.normalize("NFKC", letter).isascii()
            and letter not in "ªº"
        ):
            return f"'{letter}' (U+{ord(letter):04X})", f"the letter '{unicodedata.normalize('NFKC', letter)}'"
    for word in re.findall(r"\w+", cell):
        scripts = {unicodedata.name(letter, "").split()[0] for letter in word if letter.isalpha()} & set(SCRIPTS)
        if len(scripts) > 1:
            return f"'{word}', of {' and '.join(sorted(scripts)).lower()} letters", "letters of one script in a word"
    return None


def whole_numbers(book: Book) -> Iterator[Fault]:
    """A whole number is written in one way: no sign, no zero before it, digits 0 to 9."""
    for table in book.schema.tables.values():
        for column in (column.name for column in table.columns if column.type == "integer"):
            for row in book.rows[table.name]:
                if row[column] and not WHOLE.fullmatch(row[column]):
                    yield row.fault(column, f"'{row[column]}'", "a whole number, written with the digits 0 to 9 alone")


def list_cells(book: Book) -> Iterator[Fault]:
    """Items of list cells are of their vocabulary, whole and not repeated."""
    for table in book.schema.tables.values():
        for column in (column for column in table.columns if column.is_list):
            for row in book.rows[table.name]:
                items = row.items(column.name)
                for item in items:
                    if item != item.strip() or not item:
                        yield row.fault(column.name, f"'{row[column.name]}'", "items parted by ';' without blanks")
                    elif column.allowed and item not in column.allowed:
                        yield row.fault(column.name, f"'{item}'", ", ".join(column.allowed))
                if len(set(items)) < len(items):
                    yield row.fault(column.name, f"'{row[column.name]}'", "each item once")
                if len(row[column.name]) > LONGEST_LIST:
                    yield row.fault(column.name, f"{len(row[column.name])} letters", f"at most {LONGEST_LIST}")


LONGEST_LIST = 500  # letters
RULES: list[Rule] = [plain_text, whole_numbers, list_cells]
