"""Pages in the order of time: what happened or was planned, and what is due and how it came out."""

from __future__ import annotations

from html import escape

import pandas as pd

from .. import almanac
from ..notebook import ledger
from ..render import claim_link
from ..words.write import NBSP, day, figure
from .pages import Printed, choice, reference_line, words
from .tools import counted

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


class Timeline(Printed):
    """Every event of the sources in the order of time, each with its claims."""

    def html(self) -> str:
        rows = almanac.events(ledger)
        publishers = ledger.table("sources").set_index("source_id")["publisher"]
        choices = choice("topics", "Topic", _all(rows["topics"].explode())) + choice(
            "status", "Status when written", {"": "all"} | {status: status for status in dict.fromkeys(rows["status"])}
        )
        groups = "".join(
            _group(period.title, "".join(_event(row, publishers) for _, row in own.iterrows()))
            for period, own in rows.groupby("period", sort=False)
        )
        return _form("timeline", choices, len(rows), "events") + f'<div class="dated" id="timeline">{groups}</div>'


def _event(row: pd.Series, publishers: pd.Series) -> str:
    said_by = f'<a href="sources.html#{row["source_id"]}">{escape(publishers[row["source_id"]])}</a>, ¶{NBSP}{counted(row["paragraph"])}'
    return (
        f"<li {_place(row['event_id'], row['title'], row['claim_ids'])}"
        f' data-topics="{" ".join(row["topics"])}" data-status="{row["status"]}">'
        f'<p class="when">{_days(row["when"], row["start"], row["end"])}</p><div><h3>{escape(row["title"])}</h3>'
        f'<p class="quiet"><span class="state {row["status"]}">{row["status"]}</span> · {said_by}</p>{_claims(row["claim_ids"])}</div></li>'
    )


class Predictions(Printed):
    """Every forecast and plan by the day it is due, with what would settle it and what did."""

    def html(self) -> str:
        rows = almanac.predictions(ledger)
        shown = rows.assign(
            shown=rows["outcome"].mask((rows["outcome"] == "open") & (rows["standing"] == "due"), "due")
        )
        publishers = dict(ledger.table("sources")[["source_id", "publisher"]].itertuples(index=False))
        references = ledger.table("references").set_index("reference_id")
        now = almanac.today(ledger)
        used = set(shown["shown"])
        choices = (
            choice("source", "Source", {"": "all"} | publishers)
            + choice("kind", "Kind", _all(shown["kind"]))
            + choice("outcome", "Outcome", {"": "all"} | {n: said for n, (_, said) in OUTCOMES.items() if n in used})
        )
        groups = "".join(
            _group(title, "".join(_prediction(row, publishers, references) for _, row in own.iterrows()))
            for title, own in ((title, shown[shown["standing"] == name]) for name, title in STANDINGS.items())
        )
        return (
            f'<p class="quiet">As of {_days(day(now), now)}, the day of the newest check.</p>'
            f'{_form("predictions", choices, len(shown), "forecasts and plans")}<div class="dated" id="predictions">{groups}</div>'
        )


def _prediction(row: pd.Series, publishers: dict[str, str], references: pd.DataFrame) -> str:
    mark, said = OUTCOMES[row["shown"]]
    sources = ", ".join(f'<a href="sources.html#{name}">{escape(publishers[name])}</a>' for name in row["sources"])
    due = (
        f'<b>Due {_days(day(row["due"]), row["due"])},</b> <span class="quiet">{DATED_BY[row["dated_by"]]}</span>'
        if row["dated_by"]
        else "No day given"
    )
    cited = "".join(f"<li>{reference_line(references.loc[item])}</li>" for item in row["reference_ids"])
    facts = f"<dt>Scored by</dt><dd>{escape(row['scored_by'])}</dd>"
    if pd.isna(row["due"]) or not row["due_note"].endswith(
        f"for the year {row['due']:%Y}."
    ):  # else the day says it all
        facts = f"<dt>Due</dt><dd>{escape(row['due_note'])}</dd>{facts}"
    return (
        f"<li {_place(row['prediction_id'], row['statement'], row['claim_ids'])}"
        f' data-source="{" ".join(row["sources"])}" data-kind="{row["kind"]}" data-outcome="{row["shown"]}">'
        f'<p class="when">{due}</p><div><h3>{escape(row["statement"])}</h3>'
        f'<p class="quiet"><span class="outcome {row["shown"]}"><span aria-hidden="true">{mark}</span> {said}</span>'
        f" · {row['kind']} · {sources}</p>{_claims(row['claim_ids'])}<p>{escape(row['finding'])}</p><dl>{facts}</dl>"
        + (f'<details class="cited"><summary>References</summary><ul>{cited}</ul></details>' if cited else "")
        + "</div></li>"
    )


def _days(text: str, *ends: pd.Timestamp) -> str:
    """A date in words, with its days as ISO 8601 has them for who reads by machine."""
    return f'<data value="{"/".join(f"{end:%Y-%m-%d}" for end in ends if not pd.isna(end))}">{text}</data>'


def _place(name: str, label: str, claims: tuple[str, ...]) -> str:
    """An entry's anchor, to which the ledger leads back from each of its claims."""
    rests_on = f' data-claims="{" ".join(claims)}"' if claims else ""
    return f'id="{name}" data-entry data-label="{escape(label)}"{rests_on}'


def _claims(ids: tuple[str, ...]) -> str:
    """The claims of an entry: figure, words, and the value on record where it is another."""
    lines = ""
    for _, claim in ledger.claims(ids).iterrows() if ids else ():
        stated = figure(claim)
        record = f" On record: {claim_link(claim, checked=True)}." if claim["differs"] else ""
        words_of_it = f": {escape(claim['gloss'])}" if stated else ""
        lines += f"<li>{claim_link(claim, text=stated or claim['gloss'])}{words_of_it}.{record}</li>"
    return f'<ul class="told">{lines}</ul>' if lines else ""


def _group(title: str, entries: str) -> str:
    return f"<section data-group><h2>{title}</h2><ol>{entries}</ol></section>"


def _form(name: str, choices: str, total: int, what: str) -> str:
    """The form by which `narrow.js` narrows the list of that name."""
    return (
        f'<form class="tools" data-narrows="{name}" role="search" aria-label="Narrow the {what}"><div class="choices">{choices}</div>'
        f'<div class="row"><p role="status">All {counted(total)} {what}</p><button type="reset">Reset</button></div></form>'
    )


def _all(cells: pd.Series) -> dict[str, str]:
    return {"": "all"} | {value: words(value) for value in sorted(set(cells))}


ALMANAC = {"timeline": Timeline, "predictions": Predictions}
