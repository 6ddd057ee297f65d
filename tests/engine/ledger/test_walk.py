"""The walk of CONTRIBUTING.md, from a phrase to a page: at each step the check names what is still wanted, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.ledger.check import check
from explainer.ledger.store import Ledger

from ...parts import printed
from ...small import CHECKED, OPENED, Small

CLAIM = "cranes-planned-gz"
ROWS = {
    "claims": {
        "claim_id": CLAIM, "source_id": "gazette-1847", "paragraph": "4", "evidence": "a dock with 12 cranes by 1851",
        "gloss": "a dock with 12 cranes by 1851", "subject": "dock-board", "measure": "lifting-gear", "low": "12",
        "unit": "cranes", "per": "stock", "period_start": "1851-01-01", "period_end": "1851-12-31", "kind": "plan",
        "speaker": "dock-board", "topics": "spending",
    },
    "entities": {"entity_id": "dock-board", "name": "The Dock Board", "kind": "company", "note": "runs the docks"},
    "units": {
        "unit": "cranes", "family": "gear", "factor": "1", "form": "{figure} crane", "many": "{figure} cranes",
        "order": "of cranes", "words": "crane;cranes",
    },
    "measures": {"measure": "lifting-gear", "families": "gear", "least": "1", "most": "1000", "whole": "yes"},
    "checks": {
        "claim_id": CLAIM, "verdict": "contradicted", "low": "9", "unit": "cranes", "checked_on": CHECKED,
        "finding": "The board built 9 cranes.", "reference_ids": "board-1851",
    },
    "references": {
        "reference_id": "board-1851", "publisher": "The Dock Board", "title": "Report of 1851", "published": "1852",
        "url": "https://example.org/board", "grade": "primary", "opened": "original",
        "opened_on": OPENED,
    },
    "predictions": {
        "prediction_id": "cranes", "claim_ids": CLAIM, "statement": "The dock gets its cranes.", "due": "1851-12-31",
        "dated_by": "source", "due_note": "by 1851", "scored_by": "the report of the board", "outcome": "missed",
        "finding": "It got 9 cranes.", "reference_ids": "board-1851",
    },
}  # fmt: skip


def add(ledger: Small, table: str) -> None:
    """Adds the walk's row of a table."""
    header, *rows = ledger.rows(table)
    ledger.write(table, [header, *rows, [ROWS[table].get(column, "") for column in header]])


def wanted(ledger: Small) -> list[str]:
    """What the check still wants: each fault's column and the first words of what is allowed."""
    return sorted(f"{fault.column}: {' '.join(fault.allowed.split()[:4])}" for fault in check(ledger.data))


@pytest.mark.slow
def test_a_claim_comes_from_its_phrase_to_the_page_step_by_step(tmp_path: Path):
    ledger = Small(tmp_path)
    assert wanted(ledger) == []
    add(ledger, "claims")
    names = ["speaker: an id of entities.entity_id:", "subject: an id of entities.entity_id:"]
    words = ["measure: an id of measures.measure,", "unit: an id of units.unit;"]
    assert wanted(ledger) == sorted(names + words)
    add(ledger, "entities")
    assert wanted(ledger) == words
    add(ledger, "units")
    add(ledger, "measures")
    seal, told = "evidence: a row that make", "claim_id: a digest that names"
    listed, judged = "claim_id: each forecast and plan", "claim_id: one check a claim;"
    assert wanted(ledger) == [told, listed, judged, seal]
    record = ledger.seeds / "gazette-1847.md"
    record.write_text(record.read_text(encoding="utf-8").replace("[debt-due-gz]", f"[debt-due-gz, {CLAIM}]"), "utf-8")
    assert wanted(ledger) == [listed, judged, seal]
    add(ledger, "checks")
    said = "verdict: a row that make"
    assert wanted(ledger) == [listed, seal, "reference_ids: an id of references.reference_id:"]
    add(ledger, "references")
    assert wanted(ledger) == [listed, seal, said]
    add(ledger, "predictions")
    assert wanted(ledger) == [seal, "outcome: a row that make", said]
    ledger.seal()
    assert wanted(ledger) == []


def test_what_the_walk_added_stands_on_the_page_of_its_source(tmp_path: Path):
    ledger = Small(tmp_path)
    for table in ROWS:
        add(ledger, table)
    book = {"uses": lambda claim_id, counted: {}, "cited": lambda claim: claim["claim_id"]}
    entry = printed("ledger-entries", Ledger(ledger.data), "gazette-1847", **book).find(id=CLAIM).get_text()
    assert "12\u00a0cranes" in entry and "On record: 9\u00a0cranes" in entry
