"""The data dictionary, made from the schema."""

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
