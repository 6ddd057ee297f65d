"""Where sources disagree, with each other or with the public record."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import version
from typing import Any

import pandas as pd

from ...charts import frames
from ...charts.svg import kept, svg
from ...ledger.store import Ledger, digest
from ...paths import PACKAGE
from ...words.messages import _, edition
from ..nodes import Entry
from ..passages import sentence
from .part import Part, rows


class Disagreements(Part):
    """Each quantity or fact on which sources differ: all values on one axis where they can be, and what we make of it.

    Its arguments, if any, are the numbers of the first and the last of them, in the order of the file.
    """

    optional_arguments = 2

    template = "disagreements.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        found = ledger.table("disagreements")
        first, last = (*arguments, *("1", str(len(found)))[len(arguments) :])
        numbers = [str(number) for number in range(1, len(found) + 1)]
        if first not in numbers or last not in numbers or int(first) > int(last):
            raise ValueError(f"'{' '.join(arguments)}' is not a first and a last of the numbers 1 to {len(found)}")
        return {"disagreements": [_disagreement(row, ledger) for row in rows(found[int(first) - 1 : int(last)])]}

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        return [claim["claim_id"] for each in content["disagreements"] for claim in each["claims"]]

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [each["entry"] for each in content["disagreements"]]


def _disagreement(row: pd.Series, ledger: Ledger) -> dict[str, Any]:
    claims = ledger.claims(row["claim_ids"])
    between = _("A source with itself") if claims["source_id"].nunique() == 1 else _("Between sources")
    # Altair takes its time: what neither an edit of these claims nor of the code concerns is not put together again.
    specs = json.loads(
        kept(f"{code()}{row.to_json()}{digest(claims)}", lambda: json.dumps(_on_one_axis(claims)).encode())
    )
    bars = _("Bars of the values stated, and of those on record where they differ; the table below has them.")
    alt = f"{row['question']} {bars}"
    drawings = {width: svg(spec, f"{row['disagreement_id']}-{width}", alt) for width, spec in specs.items()}
    says = [f"{claim['publisher']}: {claim['stated'] or claim['gloss']}" for claim in rows(claims)]
    text = " ".join(map(sentence, (between, *says, row["resolution"])))
    entry = Entry(row["disagreement_id"], row["question"], tuple(row["claim_ids"]), text)
    return {"row": row, "entry": entry, "between": between, "drawings": drawings, "claims": rows(claims)}


@cache
def code() -> str:
    """Changes with the package, with Altair and with the language."""
    code = b"".join(path.read_bytes() for path in sorted(PACKAGE.rglob("*.py")))
    return version("altair") + edition().digest + hashlib.sha256(code).hexdigest()


def _on_one_axis(claims: pd.DataFrame) -> dict[str, dict]:
    """A chart of all values, stated and on record, if they share a unit and a time base; else nothing."""
    if (
        claims["low"].isna().any()
        or claims["unit"].nunique() > 1
        or claims["per"].nunique() > 1
        or (claims["low"] < 0).any()
    ):
        return {}
    stated = frames.labelled(claims, label=claims["publisher"] + _what(claims))
    record = claims[claims["differs"] & claims["checked_low"].notna()]
    middle = record["checked_low"].where(
        record["checked_high"].isna(), (record["checked_low"] + record["checked_high"]) / 2
    )
    checked = record.assign(
        label=_("On record") + _what(claims).loc[record.index], value=middle, hot=True, open=False,
        text=record["on_record"],
    )  # fmt: skip
    both = pd.concat([stated, checked], ignore_index=True)
    both["label"] = frames.apart(both["label"])
    from ...charts.forms import bars  # Altair, wanted only where one is drawn anew
    from ...charts.theme import specs

    return specs(bars(both))


def _what(claims: pd.DataFrame) -> pd.Series:
    """What tells the values apart beside their sources: subjects, measures, or nothing."""
    for column in ("subject_name", "measure"):
        if claims[column].nunique() > 1:
            return ": " + claims[column].str.replace("-", " ")
    return pd.Series("", index=claims.index)


class AgainstTheRecord(Part):
    """Every unconfirmed claim to which the public record gives another value. Computed: none can be left out."""

    template = "against-the-record.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        claims = ledger.claims()
        return {"claims": rows(claims[claims["differs"] & (claims["unit"] != "")])}

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        return [claim["claim_id"] for claim in content["claims"]]

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [Entry("values-on-record", _("Stated and on record"), tuple(cls.shows(content)))]
