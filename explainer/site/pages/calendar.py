"""Pages in the order of time: what happened or was planned, and what is due and how it came out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger import calendar
from ...ledger.store import Ledger
from ...words.messages import N_, _
from ...words.write import day
from ..nodes import Entry
from ..passages import sentence
from .part import Part, rows, words

STANDINGS = {"due": N_("Already due"), "later": N_("Due later"), "undated": N_("Without a date")}
# Who gives the day: in a sentence with it, and alone.
DATED_BY = {
    "source": (N_("Due %(date)s, by the source"), N_("by the source")),
    "record": (N_("Due %(date)s, by the public record"), N_("by the public record")),
}
OUTCOMES = {
    "met": ("✓", N_("came true")),
    "partly": ("◐", N_("came true in part")),
    "missed": ("✗", N_("failed")),
    "open": ("○", N_("not settled")),
    "due": ("○", N_("due, not settled")),
    "unscorable": ("–", N_("cannot be scored")),
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
            ("topics", _("Topic"), _all(events["topics"].explode())),
            ("status", _("Status when written"), {"": _("all")} | {status: _(status) for status in statuses}),
        ]
        groups = []
        for period, own in events.groupby("period", sort=False):
            groups.append((period.title, [_event(row, ledger, publishers) for row in rows(own)]))
        return {"groups": groups, "choices": choices, "total": len(events)}


def _event(row: pd.Series, ledger: Ledger, publishers: pd.Series) -> dict[str, Any]:
    claims = _claims(ledger, row["claim_ids"])
    publisher = publishers[row["source_id"]]
    said = f"{_(row['status'])} · {publisher}, ¶ {row['paragraph']}"
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
            ("source", _("Source"), {"": _("all")} | publishers),
            ("kind", _("Kind"), {"": _("all")} | {kind: _(kind) for kind in sorted(set(found["kind"]))}),
            (
                "outcome",
                _("Outcome"),
                {"": _("all")} | {name: _(said) for name, (mark, said) in OUTCOMES.items() if name in used},
            ),
        ]
        groups = [
            (
                _(title),
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
    mark, said = OUTCOMES[row["shown"]][0], _(OUTCOMES[row["shown"]][1])
    claims = _claims(ledger, row["claim_ids"])
    dated = bool(row["dated_by"])
    due = _(DATED_BY[row["dated_by"]][0], date=day(row["due"])) if dated else _("No day given")
    # Where the day says it all, nothing is said of it.
    plain = dated and row["due_note"].endswith(f"for the year {row['due']:%Y}.")
    sources = [(source, publishers[source]) for source in row["sources"]]
    state = " · ".join((said, _(row["kind"]), ", ".join(publisher for source, publisher in sources)))
    texts = (due, state, *map(_told, claims), row["finding"], row["scored_by"])
    return {
        "row": row,
        "entry": Entry(row["prediction_id"], row["statement"], tuple(row["claim_ids"]), " ".join(map(sentence, texts))),
        "mark": mark,
        "said": said,
        "dated_by": _(DATED_BY[row["dated_by"]][1]) if dated else "",
        "due_note": "" if plain else row["due_note"],
        "sources": sources,
        "claims": claims,
        "references": rows(references.loc[list(row["reference_ids"])]),
    }


def _claims(ledger: Ledger, ids: tuple[str, ...]) -> list[pd.Series]:
    return rows(ledger.claims(ids)) if ids else []


def _told(claim: pd.Series) -> str:
    """A claim of an entry in words: figure, gloss, and the value on record where it is another."""
    stated = claim["stated"]
    record = sentence(_("On record: %(figure)s", figure=claim["on_record"])) if claim["differs"] else ""
    return " ".join(filter(None, (sentence(f"{stated}: {claim['gloss']}" if stated else claim["gloss"]), record)))


def _all(cells: pd.Series) -> dict[str, str]:
    return {"": _("all")} | {value: words(value) for value in sorted(set(cells))}
