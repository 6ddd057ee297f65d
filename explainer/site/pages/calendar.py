"""Pages in the order of time: what happened or was planned, and what is due and how it came out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger import calendar
from ...ledger.store import Ledger
from ...words.write import day, figure
from ..nodes import Entry
from ..passages import sentence
from .part import Part, rows, words

STANDINGS = {"due": "Already due", "later": "Due later", "undated": "Without a date"}
DATED_BY = {"source": "by the source", "record": "by the public record"}  # who gives the day
OUTCOMES = {
    "met": ("✓", "came true"),
    "partly": ("◐", "came true in part"),
    "missed": ("✗", "failed"),
    "open": ("○", "not settled"),
    "due": ("○", "due, not settled"),
    "unscorable": ("–", "cannot be scored"),
}  # mark and words; `due` is an open one whose day has passed


class Dated(Part):
    """A list in the order of time, in groups of entries that each have their `claims`."""

    narrows = True

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        return [claim["claim_id"] for _, items in content["groups"] for item in items for claim in item["claims"]]

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [item["entry"] for _, items in content["groups"] for item in items]


class Timeline(Dated):
    """Every event of the sources in the order of time, each with its claims."""

    template = "timeline.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        events = calendar.events(ledger)
        publishers = ledger.table("sources").set_index("source_id")["publisher"]
        statuses = dict.fromkeys(events["status"])
        choices = [
            ("topics", "Topic", _all(events["topics"].explode())),
            ("status", "Status when written", {"": "all"} | {status: status for status in statuses}),
        ]
        groups = []
        for period, own in events.groupby("period", sort=False):
            groups.append((period.title, [_event(row, ledger, publishers) for row in rows(own)]))
        return {"groups": groups, "choices": choices, "total": len(events)}


def _event(row: pd.Series, ledger: Ledger, publishers: pd.Series) -> dict[str, Any]:
    claims = _claims(ledger, row["claim_ids"])
    publisher = publishers[row["source_id"]]
    said = f"{row['status']} · {publisher}, ¶ {row['paragraph']}"
    text = " ".join(map(sentence, (row["when"], said, *map(_told, claims))))
    entry = Entry(row["event_id"], row["title"], tuple(row["claim_ids"]), text)
    return {"row": row, "entry": entry, "publisher": publisher, "claims": claims}


class Predictions(Dated):
    """Every forecast and plan by the day it is due, with what would settle it and what did."""

    template = "predictions.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        found = calendar.predictions(ledger)
        found = found.assign(
            shown=found["outcome"].mask((found["outcome"] == "open") & (found["standing"] == "due"), "due")
        )
        publishers = dict(ledger.table("sources")[["source_id", "publisher"]].itertuples(index=False))
        references = ledger.table("references").set_index("reference_id")
        used = set(found["shown"])
        choices = [
            ("source", "Source", {"": "all"} | publishers),
            ("kind", "Kind", _all(found["kind"])),
            ("outcome", "Outcome", {"": "all"} | {name: said for name, (_, said) in OUTCOMES.items() if name in used}),
        ]
        groups = [
            (
                title,
                [_prediction(row, ledger, publishers, references) for row in rows(found[found["standing"] == name])],
            )
            for name, title in STANDINGS.items()
        ]
        return {"groups": groups, "choices": choices, "total": len(found), "today": calendar.today(ledger)}

    @classmethod
    def links(cls, content: dict[str, Any]) -> list[str]:
        items = (item for _, items in content["groups"] for item in items)
        return [reference["url"] for item in items for reference in item["references"]]


def _prediction(row: pd.Series, ledger: Ledger, publishers: dict[str, str], references: pd.DataFrame) -> dict[str, Any]:
    mark, said = OUTCOMES[row["shown"]]
    claims = _claims(ledger, row["claim_ids"])
    dated = bool(row["dated_by"])
    due = f"Due {day(row['due'])}, {DATED_BY[row['dated_by']]}" if dated else "No day given"
    # Where the day says it all, nothing is said of it.
    plain = dated and row["due_note"].endswith(f"for the year {row['due']:%Y}.")
    sources = [(source, publishers[source]) for source in row["sources"]]
    state = " · ".join((said, row["kind"], ", ".join(publisher for _, publisher in sources)))
    texts = (due, state, *map(_told, claims), row["finding"], row["scored_by"])
    return {
        "row": row,
        "entry": Entry(row["prediction_id"], row["statement"], tuple(row["claim_ids"]), " ".join(map(sentence, texts))),
        "mark": mark,
        "said": said,
        "dated_by": DATED_BY.get(row["dated_by"], ""),
        "due_note": "" if plain else row["due_note"],
        "sources": sources,
        "claims": claims,
        "references": rows(references.loc[list(row["reference_ids"])]),
    }


def _claims(ledger: Ledger, ids: tuple[str, ...]) -> list[pd.Series]:
    return rows(ledger.claims(ids)) if ids else []


def _told(claim: pd.Series) -> str:
    """A claim of an entry in words: figure, gloss, and the value on record where it is another."""
    stated = figure(claim)
    record = f" On record: {figure(claim, checked=True)}." if claim["differs"] else ""
    return sentence(f"{stated}: {claim['gloss']}" if stated else claim["gloss"]) + record


def _all(cells: pd.Series) -> dict[str, str]:
    return {"": "all"} | {value: words(value) for value in sorted(set(cells))}
