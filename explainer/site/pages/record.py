"""The public record: every series of a topic, with its picture, its definition and all its values."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from ...charts.svg import kept, svg
from ...ledger.rows import hint
from ...ledger.store import Ledger, digest
from ...ledger.vocabulary import GRADES, MADE_AT
from ...words.messages import _
from ..domain import domain_of
from ..nodes import Entry, Page
from ..passages import sentence
from ..places import address
from .differences import code
from .part import Part, rows


class RecordSeries(Part):
    """The series of a topic, an anchor each, and each value. Its argument is the topic."""

    required_arguments = 1
    template = "record-series.html"
    narrows = True

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        table = ledger.table("series")
        series = table[table["topic"] == arguments[0]]
        if series.empty:
            raise ValueError(
                f"the ledger has no series of a topic '{arguments[0]}'{hint(arguments[0], table['topic'].unique())}"
            )
        references = ledger.table("references").set_index("reference_id")
        told = [_series(row, ledger, references) for row in rows(series)]
        values = ledger.records(series_id=list(series["series_id"]))
        grades = [grade for grade in GRADES if grade in set(values["grade"])]
        names = sorted(set(zip(values["entity"], values["entity_name"])), key=lambda pair: pair[1].casefold())
        choices = [
            ("entity", _("Whose"), {"": _("all")} | dict(names)),
            ("status", _("What it is"), {"": _("all")} | {name: _(name) for name in values["status"].unique()}),
            ("grade", _("Best page"), {"": _("all")} | {name: _(name) for name in grades}),
        ]
        return {"series": told, "total": len(values), "checked": values["checked_on"].max(), "choices": choices}

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [each["entry"] for each in content["series"]]

    @classmethod
    def links(cls, content: dict[str, Any]) -> list[str]:
        cited = [cited for each in content["series"] for value, cited in each["values"]]
        return list(dict.fromkeys(reference["url"] for each in cited for reference in each))

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        uses = domain_of(page.env).uses("recorded")

        def places(record_id: str) -> dict[str, str]:
            found = uses.get(record_id, ())
            return {
                f"{address(use.docname)}.html#{use.anchor}": use.label.rstrip(".") for use in found if not use.counted
            }

        return {"uses": places}


def _series(row: pd.Series, ledger: Ledger, references: pd.DataFrame) -> dict[str, Any]:
    """What is told of one series."""
    values = ledger.records(series_id=row["series_id"])
    # Altair takes its time: a picture that no edit concerns is not put together again.
    drawn = json.loads(kept(f"{code()}{row['series_id']}{digest(values)}", lambda: json.dumps(_drawn(values)).encode()))
    alt = f"{row['question']} {_('A picture of its values; the table below has them.')}"
    known = values[~values["status"].isin(MADE_AT)]
    newest = (known if len(known) else values).sort_values("period_end")["period"].iloc[-1]
    text = " ".join(map(sentence, filter(None, (row["definition"], row["caveat"], *values["entity_name"].unique()))))
    claims = set(ledger.claims(columns=["claim_id"])["claim_id"])
    said = ledger.table("arguments").set_index("argument_id")["argument"]
    return {
        "row": row,
        "entry": Entry(row["series_id"], row["question"], (), text),
        "alt": alt,
        "reading": drawn["reading"],
        "drawings": {width: svg(spec, f"{row['series_id']}-{width}", alt) for width, spec in drawn["specs"].items()},
        "values": [(value, rows(references.loc[list(value["reference_ids"])])) for value in rows(values)],
        "newest": newest,
        "raising": [ledger.claim(item) for item in row["raised_by"] if item in claims],
        "arguing": [(item, said[item]) for item in row["raised_by"] if item not in claims],
    }


def _drawn(values: pd.DataFrame) -> dict[str, Any]:
    from ...charts.series import picture, reading  # Altair, wanted only where one is drawn anew
    from ...charts.theme import specs

    return {"specs": specs(picture(values)), "reading": reading(values)}
