"""The schema of the ledger, as `data/datapackage.json` declares it.

Everything else asks here which tables and columns there are; nothing repeats them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..paths import DATA, DESCRIPTOR

FIGURES, DAYS = "^(0|-?[", "|^[0-9]{4}-"  # how the pattern of a column of figures begins, and what admits days, too


@dataclass(frozen=True)
class Column:
    """One column of a table, with what its cells may hold."""

    name: str
    type: str
    description: str
    required: bool
    allowed: tuple[str, ...]  # the vocabulary, empty if the cell is free
    pattern: str | None
    longest: int | None  # letters
    refers_to: str | None  # "table.column", empty if it refers to nothing

    @property
    def is_list(self) -> bool:
        return self.type == "list"

    @property
    def is_figure(self) -> bool:
        """Whether its cells are numbers, though the schema keeps them as text, digit by digit."""
        return (self.pattern or "").startswith(FIGURES)

    @property
    def admits_days(self) -> bool:
        """Whether its cells may be days in place of numbers."""
        return DAYS in (self.pattern or "")


@dataclass(frozen=True)
class Table:
    """One table of the ledger."""

    name: str
    title: str
    description: str
    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rows: int | None  # how many it has, where nothing else would tell that some are missing
    may_be_empty: bool

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    @cached_property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


class Schema:
    """The tables of a data package; `descriptor.faults` says whether they can be trusted."""

    def __init__(self, folder: Path = DATA):
        self.folder = Path(folder)
        self.descriptor: dict[str, Any] = json.loads((self.folder / DESCRIPTOR).read_text(encoding="utf-8"))

    @property
    def name(self) -> str:
        """The name of the package, which the files bear that hold all of it."""
        return str(self.descriptor["name"])

    @cached_property
    def tables(self) -> dict[str, Table]:
        return {r["name"]: _table(r) for r in self.descriptor["resources"]}


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    targets = {
        key["fields"][0]: f"{key['reference']['resource']}.{key['reference']['fields'][0]}"
        for key in schema.get("foreignKeys", [])
    }
    columns = []
    for field in schema["fields"]:
        rules = field.get("constraints", {})
        columns.append(
            Column(
                name=field["name"],
                type=field["type"],
                description=field["description"],
                required=bool(rules.get("required")),
                allowed=tuple(rules.get("enum", field.get("vocabulary", ()))),
                pattern=rules.get("pattern"),
                longest=rules.get("maxLength"),
                refers_to=targets.get(field["name"], field.get("refers_to")),
            )
        )
    key = schema.get("primaryKey", [])
    return Table(
        name=resource["name"],
        title=resource["title"],
        description=resource["description"],
        file=resource["path"],
        columns=tuple(columns),
        key=(key,) if isinstance(key, str) else tuple(key),
        rows=resource.get("rows"),
        may_be_empty=resource.get("mayBeEmpty", False),
    )
