"""What the rules judge: the rows of all tables, the vocabulary, and the files that stand beside the tables."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from ...words.languages import LANGUAGES
from ...words.messages import BadCatalogue, language_of
from ..rows import Fault, Row, Rows, Unreadable, day, read_text
from ..schema import Schema
from ..vocabulary import Vocabulary

SEAL = "evidence.lock"
PUBLISHED = "published.lock"


@dataclass(frozen=True)
class Book:
    """The ledger with what stands beside it. `folder` is that of the tables."""

    schema: Schema
    rows: Rows
    folder: Path

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.rows)

    @cached_property
    def language(self) -> str:
        """The language of glosses and findings; '' where no figures can be read in it."""
        try:
            code = language_of(self.folder.resolve().parent).partition("_")[0]
        except BadCatalogue:
            return ""
        return code if code in LANGUAGES else ""

    @cached_property
    def claims(self) -> dict[str, Row]:
        return self.by_id("claims")

    @cached_property
    def checks(self) -> dict[str, Row]:
        return self.by_id("checks")

    @cached_property
    def references(self) -> dict[str, Row]:
        return self.by_id("references")

    @cached_property
    def sources(self) -> dict[str, Row]:
        return self.by_id("sources")

    def by_id(self, table: str) -> dict[str, Row]:
        """The rows of a table by their id."""
        return {row.id: row for row in self.rows[table]}

    @cached_property
    def newest(self) -> date:
        """The day of the newest check: what lies behind it is the future."""
        checks = (*self.rows["checks"], *self.rows["record"], *self.rows["developments"])
        return max((row.day("checked_on") or date.min for row in checks), default=date.min)

    def published(self, source_id: str) -> tuple[date, date] | None:
        """The first and the last day on which a source may have been published; a month alone is that whole month."""
        cell = self.sources[source_id]["published"] if source_id in self.sources else ""
        return span(cell)

    def text(self, name: str) -> tuple[str, list[Fault]]:
        """The text of a file, named from the root of the repository; or '' and why it cannot be read."""
        try:
            return read_text(self.folder.resolve().parent / name, name), []
        except Unreadable as error:
            return "", error.faults

    def lock(self, name: str) -> tuple[dict[str, str], list[Fault]]:
        """What a lock file holds, by what it seals: lines of a seal, two blanks and a name, each name once."""
        text, faults = self.text(f"data/{name}")
        allowed = "the file from the history of the repository, or an empty one for a new ledger"
        faults = [replace(fault, allowed=allowed) for fault in faults]
        sealed: dict[str, str] = {}
        for number, line in enumerate(text.splitlines(), 1):
            seal, blanks, item = line.partition("  ")
            if not (seal and blanks and item) or item in sealed:
                faults.append(Fault(f"data/{name}", number, "", "", f"'{line[:60]}'", allowed))
            sealed[item] = seal
        return sealed, faults


Rule = Callable[[Book], Iterator[Fault]]


def span(cell: str) -> tuple[date, date] | None:
    """The days that a year, a month or a day in ISO 8601 may mean; None if it is none."""
    first = day(cell + "-01-01"[: 10 - len(cell)] if len(cell) in (4, 7) else cell)
    if first is None:
        return None
    if len(cell) == 10:
        return first, first
    month = 12 if len(cell) == 4 else first.month
    return first, date(first.year, month, calendar.monthrange(first.year, month)[1])
