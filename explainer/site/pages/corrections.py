"""Published mistakes of ours that were mended."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger.store import Ledger
from ...words.write import capital, in_words
from .part import Part, rows


class Corrections(Part):
    """All of them, the newest first, each with what it was and why."""

    template = "corrections.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        claims = ledger.table("claims").set_index("claim_id", drop=False)
        predictions = ledger.table("predictions").set_index("prediction_id", drop=False)
        values = ledger.records().set_index("record_id", drop=False)
        found, units = [], ledger.vocabulary.units
        for row in rows(ledger.table("corrections").sort_values("date", ascending=False)):
            name = row["where"]
            of = {"claim": claims.loc[name] if name in claims.index else None}
            of["prediction"] = predictions.loc[name] if name in predictions.index else None
            of["value"] = values.loc[name] if name in values.index else None
            found.append(
                {
                    "row": row,
                    "anchor": anchor(row),
                    "title": _title(**of) or name,
                    "was": in_words(row["was"], units),
                    "now": in_words(row["now"], units),
                    **of,
                }
            )
        return {"corrections": found}


def _title(claim: Any, prediction: Any, value: Any) -> str:
    """What was corrected, in words."""
    if claim is not None:
        return capital(claim["gloss"])
    if prediction is not None:
        return prediction["statement"]
    return f"{value['entity_name']}, {value['question']}" if value is not None else ""


def anchor(row: pd.Series) -> str:
    """The anchor of a correction on its page."""
    words = "".join(letter if letter.isalnum() else "-" for letter in row["where"].lower())
    return f"{row['date']:%Y-%m-%d}-{words}".strip("-")
