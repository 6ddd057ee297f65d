"""Who is named in the book, and what they are."""

from __future__ import annotations

from typing import Any

from ...ledger.store import Ledger
from ...words.messages import edition
from ...words.write import capital
from ..nodes import Entry
from ..passages import sentence
from .part import Part, rows


class WhoIsWho(Part):
    """The entities of some kinds by their names, a line each. Its arguments are the kinds."""

    required_arguments = 1
    optional_arguments = 9
    template = "who-is-who.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        entities = ledger.table("entities")
        kinds = sorted(set(entities["kind"]))
        if unknown := set(arguments) - set(kinds):
            raise ValueError(f"no entity is of the kind '{min(unknown)}': {', '.join(kinds)}")
        countries = edition().locale.territories
        named = entities[entities["kind"].isin(arguments)].sort_values("name", key=lambda names: names.str.lower())
        lines = [(row, capital(row["note"]), countries.get(row["country"], "")) for row in rows(named)]
        return {"lines": [(row, note, "" if country in note else country) for row, note, country in lines]}

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [
            Entry(row["entity_id"], row["name"], (), " ".join(map(sentence, filter(None, (note, country)))))
            for row, note, country in content["lines"]
        ]
