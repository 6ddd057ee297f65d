"""Pages that are computed from the ledger: where sources disagree, what the book leaves untold, and what was mended."""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx

from .. import shape
from ..ledger.schema import PACKAGE
from ..ledger.store import digest
from ..notebook import ledger
from ..render import claim_link, entry, kept, ledger_page, svg, verdict_word
from ..uses import REASONS, keep, reason
from ..words.write import figure, in_words
from .pages import Printed

CHAPTERS = ("book/bubble", "book/us-china", "book/holiday-week")


class Disagreements(Printed):
    """Each quantity or fact on which sources differ: all values on one axis where they can be, and what we make of it."""

    def html(self) -> str:
        return "".join(_disagreement(row) for _, row in ledger.table("disagreements").iterrows())


def _disagreement(row: pd.Series) -> str:
    claims = ledger.claims(row["claim_ids"])
    between = "A source with itself" if claims["source_id"].nunique() == 1 else "Between sources"
    # Altair takes its time: what neither an edit of these claims nor of the code concerns is not put together again.
    chart = kept(f"{_code()}{row.to_json()}{digest(claims)}", lambda: _on_one_axis(claims, row).encode()).decode()
    return (
        f'<section class="disagreement" id="{row["disagreement_id"]}" data-label="{escape(row["question"])}" data-claims="{" ".join(row["claim_ids"])}">'
        f"<h2>{escape(row['question'])}</h2><p class=quiet>{between}</p>{chart}{_side_by_side(claims, row['question'])}"
        f"<p>{escape(row['resolution'])}</p></section>"
    )


@cache
def _code() -> str:
    """Changes with the package and with Altair."""
    code = b"".join(path.read_bytes() for path in sorted(PACKAGE.rglob("*.py")))
    return version("altair") + hashlib.sha256(code).hexdigest()


def _on_one_axis(claims: pd.DataFrame, row: pd.Series) -> str:
    """A chart of all values, stated and on record, if they share a unit and a time base; else nothing."""
    if (
        claims["low"].isna().any()
        or claims["unit"].nunique() > 1
        or claims["per"].nunique() > 1
        or (claims["low"] < 0).any()
    ):
        return ""
    rows = shape.labelled(claims, label=claims["publisher"] + _what(claims))
    record = claims[claims["differs"] & claims["checked_low"].notna()]
    middle = record["checked_low"].where(
        record["checked_high"].isna(), (record["checked_low"] + record["checked_high"]) / 2
    )
    checked = record.assign(
        label="On record" + _what(claims).loc[record.index], value=middle, hot=True, open=False,
        text=[figure(claim, checked=True) for _, claim in record.iterrows()],
    )  # fmt: skip
    rows = pd.concat([rows, checked], ignore_index=True)
    rows["label"] += [" " * rows["label"][:place].eq(label).sum() for place, label in enumerate(rows["label"])]
    from ..draw import bars  # Altair, wanted only where one is drawn anew

    drawing = bars(rows)
    alt = f"{row['question']} Bars of the values stated, and of those on record where they differ; the table below has them."
    name = row["disagreement_id"]
    return (
        f'<div class="chart wide">{svg(drawing.specs["wide"], f"{name}-wide", alt)}</div>'
        f'<div class="chart narrow">{svg(drawing.specs["narrow"], f"{name}-narrow", alt)}</div>'
    )


def _what(claims: pd.DataFrame) -> pd.Series:
    """What tells the values apart beside their sources: subjects, measures, or nothing."""
    for column in ("subject_name", "measure"):
        if claims[column].nunique() > 1:
            return ": " + claims[column].str.replace("-", " ")
    return pd.Series("", index=claims.index)


def _side_by_side(claims: pd.DataFrame, question: str) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(claim["publisher"])}</th>'
        f"<td>{claim_link(claim, text=figure(claim) or claim['gloss'])}</td>"
        f"<td>{verdict_word(claim['verdict'])}</td></tr>"
        for _, claim in claims.iterrows()
    )
    return f'<table><caption class="said">{escape(question)}</caption><thead><tr><th scope="col">Source</th><th scope="col">Says</th><th scope="col">Verdict</th></tr></thead><tbody>{rows}</tbody></table>'


class AgainstTheRecord(Printed):
    """Every unconfirmed claim to which the public record gives another value. Computed: none can be left out."""

    def html(self) -> str:
        claims = ledger.claims()
        differ = claims[claims["differs"] & (claims["unit"] != "")]
        rows = "".join(
            f'<tr><th scope="row">{claim_link(claim)}</th><td>{claim_link(claim, checked=True)}</td>'
            f"<td>{escape(claim['subject_name'])}, {claim['measure'].replace('-', ' ')}</td><td>{escape(claim['publisher'])}</td></tr>"
            for _, claim in differ.iterrows()
        )
        return (
            f'<div class="scroll" id="values-on-record" data-label="Stated and on record" tabindex="0" role="region" aria-label="Stated values against the record" data-claims="{" ".join(differ["claim_id"])}">'
            '<table><thead><tr><th scope="col">Stated</th><th scope="col">On record</th><th scope="col">Of what</th><th scope="col">Source</th></tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )


class Corrections(Printed):
    """Published mistakes of ours that were mended."""

    def html(self) -> str:
        rows = ledger.table("corrections")
        if rows.empty:
            return "<p>None so far.</p>"
        listed = "".join(
            f'<li id="{anchor(row)}"><data value="{escape(row["where"])}"><b>{row["date"]:%Y-%m-%d}</b> {_corrected(row["where"])}<br>Was: {escape(in_words(row["was"]))}.<br>'
            f"Now: {escape(in_words(row['now']))}.<br><span class=quiet>{escape(row['why'])}</span></data></li>"
            for _, row in rows.sort_values("date", ascending=False).iterrows()
        )
        return f"<ul class=corrections>{listed}</ul>"


def _corrected(name: str) -> str:
    """What was corrected, a claim or a prediction, as a link to it; by its id alone if it is gone."""
    claims = ledger.table("claims").set_index("claim_id")
    predictions = ledger.table("predictions").set_index("prediction_id")
    if name in claims.index:
        claim = claims.loc[name]
        return f'<a href="{ledger_page(claim["source_id"])}#{name}">{escape(claim["gloss"])}</a> <code>{name}</code>'
    if name in predictions.index:
        return f'<a href="predictions.html#{name}">{escape(predictions.loc[name, "statement"])}</a> <code>{name}</code>'
    return f"<code>{escape(name)}</code>"


def anchor(row: pd.Series) -> str:
    """The anchor of a correction on its page."""
    words = "".join(letter if letter.isalnum() else "-" for letter in row["where"].lower())
    return f"{row['date']:%Y-%m-%d}-{words}".strip("-")


class Untold(nodes.General, nodes.Element):
    """Stands on the page until all uses are known; then the claims that no chapter tells take its place."""


class UntoldClaims(Printed):
    """The claims that no chapter tells, by source, with the reason."""

    def run(self) -> list[nodes.Node]:
        return [Untold()]


def list_untold(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Puts the claims that no chapter tells in the place that waits for them."""
    for place in list(doctree.findall(Untold)):
        uses = app.env.get_domain("ledger").uses()
        told = {
            claim
            for claim, places in uses.items()
            if any(use.docname in CHAPTERS and not use.counted for use in places)
        }
        place.replace_self(nodes.raw("", untold_html(told), format="html"))


def keep_uses(app: Sphinx, error: Exception | None) -> None:
    """Leaves behind which pages tell which claims one by one, for `make uses`."""
    if not error and app.builder.name == "html":
        uses = app.env.get_domain("ledger").uses()
        told = {claim: sorted({use.docname for use in places if not use.counted}) for claim, places in uses.items()}
        keep({claim: pages for claim, pages in sorted(told.items()) if pages}, Path(app.srcdir))


def untold_html(told: set[str]) -> str:
    """The claims of each source that no chapter tells one by one."""
    claims = ledger.claims()
    left = claims[~claims["claim_id"].isin(told)]
    parts = [
        f"<p>The chapters use {counted(len(claims) - len(left))} of {counted(len(claims))} claims one by one. "
        f"The other {counted(len(left))}, by source, with the reason:</p>"
    ]
    alike = claims.groupby(["source_id", "subject", "measure"])["claim_id"].transform("size") > 1
    for publisher, own in left.groupby("publisher", sort=False):
        rows = "".join(
            f'<li><a href="{entry(claim)}">{escape(claim["gloss"])}</a> <span class=quiet>· {REASONS[reason(claim, alike[place])]}</span></li>'
            for place, claim in own.iterrows()
        )
        total = (claims["publisher"] == publisher).sum()
        parts.append(
            f"<details><summary>{escape(publisher)}: {counted(len(own))} of {counted(total)}</summary><ul class=untold>{rows}</ul></details>"
        )
    return "".join(parts)


def counted(value: object) -> str:
    """A number the build counted, marked as such."""
    return f'<data value="{value}">{value}</data>'


TOOLS = {
    "disagreements": Disagreements, "against-the-record": AgainstTheRecord, "corrections": Corrections, "untold-claims": UntoldClaims,
}  # fmt: skip
