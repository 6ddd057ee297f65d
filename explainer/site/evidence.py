"""The evidence of each figure on a page, one popover a claim or a value on record, at the end of the page.

The figure is a plain link to its ledger entry; a short script (`book.js`) opens the popover in its place. On paper they
are notes, so figures and evidence bear the same numbers.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from docutils import nodes
from sphinx.application import Sphinx

from ..ledger.vocabulary import GRADES
from ..words.messages import N_, _
from .domain import lists_all
from .nodes import Page, Shown, derived, shown_on

CITED = 70  # figures on a page up to which popovers name their references; beyond, those stand in the ledger alone
LISTED = 4  # claims a computed figure lists in its popover; beyond that it counts them
RESTS_ON = {
    "stated": N_("It uses the values as stated, and inherits the worst of their verdicts."),
    "checked": N_("It uses the values on record, not those stated."),
    "both": N_("It sets stated values against those on record."),
    "counted": N_("It counts claims and does not use their values."),
    "recorded": N_("It is computed from values on the public record."),
}  # what a derived figure makes of the claims it rests on


class evidence(nodes.General, Shown):  # noqa: N801
    """The popovers of a page: of `claims` and `records` (ids), and of what it `computed` (data of derived figures)."""

    template = "evidence.html"

    def context(self, page: Page) -> dict[str, Any]:
        few = len(self["claims"]) + len(self["records"]) <= CITED
        cited = page.ledger.table("references").set_index("reference_id") if few else None

        def references(claim: pd.Series) -> list[pd.Series]:
            """A claim's references, the closest to the fact first."""
            rows = [] if cited is None else [cited.loc[item] for item in claim["reference_ids"]]
            return sorted(rows, key=lambda row: GRADES.index(row["grade"]))

        return {
            "claims": [claim for _, claim in page.ledger.claims(self["claims"]).iterrows()],
            "values": [value for _, value in page.ledger.records(self["records"]).iterrows()],
            "computed": self["computed"],
            "told": set(self["told"]),
            "recorded": lambda ids: [value for _, value in page.ledger.records(ids).iterrows()],
            "all": lambda ids: [claim for _, claim in page.ledger.claims(ids).iterrows()],
            "most": LISTED,
            "references": references,
            "said": lambda claim: page.ledger.said_by(claim["source_id"], claim["speaker"]),
            "rests_on": {name: _(words) for name, words in RESTS_ON.items()},
        }


def add_evidence(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Appends the evidence of all figures that a page shows, and numbers both."""
    if lists_all(app.env, docname):
        return
    shown = list(shown_on(doctree))
    claims = list(dict.fromkeys(claim for node in shown for claim in node.shows()))
    # What a reader sees beside a figure its popover does not say again: a list of a hundred would be a tenth heavier.
    told = {claim for node in shown for claim in node.glosses()}
    computed = {node["data"]["name"]: node["data"] for node in shown if isinstance(node, derived)}
    records = list(dict.fromkeys(record for node in shown for record in node.records()))
    if not claims and not records and not computed:
        return
    notes = {name: n for n, name in enumerate([*claims, *records, *(f"derived-{name}" for name in computed)], 1)}
    doctree.append(evidence("", claims=claims, records=records, computed=list(computed.values()), told=sorted(told)))
    for node in shown_on(doctree):
        node["notes"] = notes


def asked_by(ledger: Any, node: Shown) -> None:
    """Asks the ledger what the evidence of a node will."""
    for claim in node.shows():
        ledger.claims([claim])
    for record in node.records():
        ledger.records([record])
    if isinstance(node, derived):
        data = node["data"]
        ledger.claims(data["claims"], None if len(data["claims"]) <= LISTED else ["claim_id"])
        ledger.records(data["records"], None if len(data["records"]) <= LISTED else ["record_id"])


def setup_evidence(app: Sphinx) -> None:
    app.connect("doctree-resolved", add_evidence)
