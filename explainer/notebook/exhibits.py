"""Exhibits and derived figures, as a chapter's cells make them. One whose headline its rows do not support is refused.

The site takes what they are made of (`DATA`, as JSON) and prints it itself; anything else that shows a notebook has
HTML that stands alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd

from ..charts.svg import svg
from ..ledger.store import Ledger, listed, published
from ..templates import render
from ..words.write import number, separated
from .controls import Control, Model, Steps, unfolded

if TYPE_CHECKING:
    from ..charts.theme import AtWidth, Chart  # Altair, which most builds do not draw with

DATA = "application/vnd.explainer.{}+json"  # the media types of an exhibit and of a derived figure
EXHIBIT, DERIVED = DATA.format("exhibit"), DATA.format("derived")
SHOWN = 12  # rows of one whose headline they do not support
MANY = 40  # claims an exhibit lists itself; beyond that it points to the ledger
LISTED = 6  # values on record that it lists itself; beyond that it points to their series
VALUES = ("stated", "checked", "both", "counted", "recorded")  # what a derived figure makes of what it rests on


class FalseHeadline(AssertionError):
    """An exhibit whose rows no longer support its headline."""


@dataclass(frozen=True)
class Derived:
    """A figure computed from claims and values on record, for the prose to show with `{derived}`."""

    name: str
    text: str
    claims: tuple[str, ...]
    formula: str
    values: str
    verdict: str
    records: tuple[str, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {DERIVED: _plain(asdict(self)), "text/plain": self.text}


def derive(
    name: str,
    text: str,
    claims: Iterable[str] = (),
    formula: str = "",
    values: str = "",
    records: Iterable[str] = (),
    ledger: Ledger | None = None,
) -> Derived:
    """Names a computed figure for the prose, where `{derived}` shows it and opens how it came about.

    `claims` and `records` are the ids it rests on, `formula` says in words how, and `values` what it makes of them:
    it uses the `stated` values of claims (and inherits the worst verdict), the `checked` ones, `both`, they are
    only `counted`, or all is `recorded`. Raises `ValueError` for a figure that lacks its ground, `UnknownClaim` for
    a wrong id.
    """
    from myst_nb import glue

    formula = unfolded(formula)
    claims, records = (tuple(dict.fromkeys(listed(ids) or ())) for ids in (claims, records))
    values = values or ("stated" if claims else "recorded")
    if not (claims or records) or not formula.strip() or not text.strip():
        raise ValueError(f"derived figure '{name}' needs a text, the claims or records it rests on and its formula")
    if values not in VALUES:
        raise ValueError(f"derived figure '{name}': values are {', '.join(VALUES)}, not '{values}'")
    if values in ("stated", "checked") and not claims:
        raise ValueError(f"derived figure '{name}': values are {values}, and it rests on no claim")
    ledger = ledger or published()
    rows, verdicts = ledger.claims(claims, ["claim_id", "verdict"]), ledger.vocabulary.by_severity
    worst = max(rows["verdict"], key=verdicts.index) if values == "stated" and claims else verdicts[0]
    ledger.records(records, ["record_id"])  # which raises for a wrong one
    derived = Derived(name, text, claims, formula, values, worst, records)
    glue(name, derived, display=False)
    return derived


def tally(name: str, rows: pd.DataFrame, formula: str, text: str = "") -> Derived:
    """Names a count for the prose: of rows, which are claims or rest on some. `text` is another figure made of them."""
    claims = rows["claim_id"] if "claim_id" in rows.columns else rows["claim_ids"].explode().dropna()
    return derive(name, text or number(len(rows)), claims, formula, values="counted")


@dataclass(frozen=True)
class Exhibit:
    """A chart with its headline, table and claims."""

    name: str
    headline: str
    subtitle: str
    alt: str
    specs: dict[str, dict]  # of Vega-Lite, `wide` and `narrow`
    columns: list[str]  # of the table
    rows: list[list[str]]
    claims: list[str]  # ids
    records: list[str]  # ids of values on the public record
    csv: str  # the table with the numbers of the rows beside the words
    note: str = ""
    controls: tuple[Control, ...] = ()
    result: str = ""  # in words, at the defaults
    ledger: Ledger | None = field(default=None, repr=False)

    def data(self) -> dict[str, Any]:
        """All that the site prints it from."""
        own = {name: value for name, value in vars(self).items() if name not in ("controls", "ledger")}
        return {**own, "controls": [{"kind": type(each).__name__, **asdict(each)} for each in self.controls]}

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {EXHIBIT: _plain(self.data()), "text/html": self.html(), "text/plain": self.headline}

    def html(self) -> str:
        """The exhibit as it stands alone, in one width."""
        ledger = self.ledger or published()
        rows = ledger.claims(self.claims, ["claim_id"] if len(self.claims) > MANY else None)
        drawing = svg(self.specs["wide"], f"{self.name}-wide", self.alt)
        verdicts = ledger.vocabulary.verdicts
        values = ledger.records(self.records, ["record_id"] if len(self.records) > MANY else None)
        return render(
            "notebook.html", exhibit=self, claims=rows, values=values, drawing=drawing, many=MANY, verdicts=verdicts
        )


def exhibit(
    chart: Chart | AtWidth,
    rows: pd.DataFrame,
    *,
    name: str,
    headline: str,
    holds: bool,
    subtitle: str,
    alt: str,
    columns: dict[str, str],
    claims: Iterable[str] = (),
    records: Iterable[str] = (),
    note: str = "",
    controls: Model | Steps | None = None,
    ledger: Ledger | None = None,
) -> Exhibit:
    """An exhibit of the book. The build stops if `holds` is false: then the headline is not what the rows say.

    `chart` is any chart of Altair's, or a function that draws one at a width in px. `rows` is the table behind
    the chart and `columns` names those of its columns that readers see. `claims` and `records` are the ids of
    all claims and of all values on the public record behind it. The word of the headline that names the
    highlighted mark stands between asterisks. Words may be broken into lines. With `controls` the reader can
    change what a model computes, or step through claims. Raises `FalseHeadline`, or
    `ValueError` for an exhibit that is incomplete.
    """
    headline, subtitle, alt, note = map(unfolded, (headline, subtitle, alt, note))
    for what, value in (("name", name), ("headline", headline), ("subtitle", subtitle), ("alt", alt)):
        if not str(value).strip():
            raise ValueError(f"exhibit '{name}': it needs a {what}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"exhibit '{name}': a name is lower-case words joined by hyphens")
    if headline.count("*") not in (0, 2):
        raise ValueError(f"exhibit '{name}': one word of its headline stands between asterisks, or none")
    if any(ord(letter) < ord(" ") for letter in headline + subtitle + alt + note):
        raise ValueError(f"exhibit '{name}': its words have a letter that no page can show")
    missing = [column for column in columns if column not in rows.columns]
    if missing or not columns:
        raise ValueError(f"exhibit '{name}': no column {', '.join(missing) or 'named'} in its rows")
    ids, values = (list(dict.fromkeys(listed(given) or ())) for given in (claims, records))
    if not ids and not values:
        raise ValueError(f"exhibit '{name}': it rests on no claim and on no value on record")
    if isinstance(holds, str):
        raise ValueError(f"exhibit '{name}': holds is '{holds}'; allowed: what is true or false")
    if not bool(holds):
        table = rows[list(columns)].to_string(index=False, max_rows=SHOWN)
        raise FalseHeadline(
            f"exhibit '{name}': the rows do not support the headline\n  {headline.replace('*', '')}\n"
            f"{table}\nSay what the rows say, or mend the ledger if it is wrong."
        )
    asked = ledger or published()
    asked.claims(ids, ["claim_id"] if len(ids) > MANY else None)  # which raises for a wrong one
    if values and asked.records(values, ["record_id", "weak"])["weak"].all():
        raise ValueError(
            f"exhibit '{name}': each of its values rests on one secondary page, which carries no headline; "
            "find a better page, or say it in prose"
        )
    asked.records(values, ["record_id"] if len(values) > MANY else None)
    for control in controls.controls if controls else ():
        asked.claims(control.claims)
        asked.records(getattr(control, "records", ()))
    from ..charts.theme import addresses, specs

    made = controls.parameters() if controls else []
    drawn = specs(chart, made)
    elsewhere = addresses(list(drawn.values()))
    if elsewhere:
        raise ValueError(f"exhibit '{name}': its chart would take {elsewhere[0]}; give it rows of the ledger")
    shown = rows[list(columns)].rename(columns=columns)
    numbers = rows.select_dtypes("number").drop(columns=[*columns, "paragraph"], errors="ignore")
    return Exhibit(
        name=name,
        headline=headline,
        subtitle=subtitle,
        alt=alt,
        specs=drawn,
        columns=list(map(str, shown.columns)),
        rows=[[_cell(cell) for cell in row] for row in shown.itertuples(index=False)],
        claims=ids,
        records=values,
        csv=pd.concat([shown, numbers.dropna(axis=1, how="all")], axis=1).to_csv(index=False, lineterminator="\n"),
        note=note,
        controls=controls.controls if controls else (),
        result=controls.result() if controls else "",
        ledger=ledger,
    )


def steps(name: str, label: str, claims: pd.DataFrame, labels: Iterable[str]) -> Steps:
    """A control that steps through claims, each with what its source says, what is on record and what we found."""
    return Steps(name, label, tuple(claims["claim_id"]), tuple(labels))


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """As JSON has it, whoever hands it over."""
    return json.loads(json.dumps(data))


def _cell(cell: Any) -> str:
    if isinstance(cell, float):
        return "–" if pd.isna(cell) else separated(Decimal(f"{cell:.10g}"))
    return str(cell) or "–"
