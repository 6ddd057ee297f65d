"""Pages in the order of time: what happened or was planned, and what is due and how it came out."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger import calendar
from ...ledger.store import Ledger
from ...ledger.vocabulary import GRADES
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

    narrows = glosses = True

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        return [claim["claim_id"] for _, items in content["groups"] for item in items for claim in item["claims"]]

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [item["entry"] for _, items in content["groups"] for item in items]


class Timeline(Dated):
    """Every event of the sources with its claims and every development with its pages, in the order of time."""

    template = "timeline.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        events = calendar.events(ledger)
        publishers = dict(ledger.table("sources")[["source_id", "publisher"]].itertuples(index=False))
        references = ledger.table("references").set_index("reference_id")
        statuses = dict.fromkeys(events["status"])
        choices = [
            ("topics", _("Topic"), _all(events["topics"].explode())),
            ("status", _("Status"), {"": _("all")} | {status: _(status) for status in statuses}),
            ("told", _("Told by"), {"": _("all")} | publishers | {"record": _("the public record")}),
        ]
        groups = []
        for period, own in events.groupby("period", sort=False):
            groups.append((period.title, [_event(row, ledger, publishers, references) for row in rows(own)]))
        return {"groups": groups, "choices": choices, "total": len(events)}

    @classmethod
    def links(cls, content: dict[str, Any]) -> list[str]:
        return _cited(content)


def _event(row: pd.Series, ledger: Ledger, publishers: dict[str, str], references: pd.DataFrame) -> dict[str, Any]:
    """An event with its claims and where it is told, or a development with its pages."""
    claims = _claims(ledger, row["claim_ids"])
    on_record = not row["source_id"]
    first = {claim["source_id"]: claim["paragraph"] for claim in reversed(claims)} | {
        row["source_id"]: row["paragraph"]
    }
    tellers = [] if on_record else [(source, publishers[source], int(first[source])) for source in row["told"]]
    cited = rows(references.loc[list(row["reference_ids"])]) if on_record else []
    weak = [page["grade"] for page in cited] == [GRADES[-1]]
    by = [f"{publisher}, ¶ {place}" for _, publisher, place in tellers] + [page["publisher"] for page in cited]
    texts = [row["when"], f"{_(row['status'])} · {', '.join(by)}", *map(_told, claims)]
    texts += [row["note"]] if on_record and row["note"] else []
    texts.append(", ".join(map(ledger.name, row["entities"])))
    entry = Entry(row["event_id"], row["title"], tuple(row["claim_ids"]), " ".join(map(sentence, texts)))
    return {"row": row, "entry": entry, "tellers": tellers, "claims": claims, "references": cited, "weak": weak}


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
        return _cited(content)


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


def _cited(content: dict[str, Any]) -> list[str]:
    items = (item for _, items in content["groups"] for item in items)
    return [page["url"] for item in items for page in item["references"]]


def _told(claim: pd.Series) -> str:
    """A claim of an entry in words: figure, gloss, and the value on record where it is another."""
    stated = claim["stated"]
    record = sentence(_("On record: %(figure)s", figure=claim["on_record"])) if claim["differs"] else ""
    return " ".join(filter(None, (sentence(f"{stated}: {claim['gloss']}" if stated else claim["gloss"]), record)))


def _all(cells: pd.Series) -> dict[str, str]:
    return {"": _("all")} | {value: words(value) for value in sorted(set(cells))}
