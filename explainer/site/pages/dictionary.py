"""The tables as their schema tells of them: the data dictionary, and the files to take along."""

from __future__ import annotations

from typing import Any

from ...ledger.store import Ledger
from .part import Part


class Dictionary(Part):
    """Each table with its columns: their types, what they mean and what they may hold."""

    template = "data-dictionary.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        return {"tables": list(ledger.schema.tables.values())}


class DataFiles(Part):
    """Each table with its rows, counted, and its files to take along."""

    template = "data-files.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        return {"tables": [(table, len(ledger.table(name))) for name, table in ledger.schema.tables.items()]}
