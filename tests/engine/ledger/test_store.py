"""The ledger answers with typed columns, and says what it does not know."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from explainer.ledger.store import Ledger, UnknownClaim

from ...small import Small


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    """The railway's, on which nobody writes."""
    return Ledger(Small(tmp_path_factory.mktemp("railway") / "small").data)


def test_claims_carry_their_checks(ledger: Ledger):
    claim = ledger.claim("engine-order-az")
    assert (claim.low, claim.checked_low, claim.unit, claim.verdict) == (1e9, 1e6, "USD", "garbled")
    assert claim.publisher == "Anzeiger" and claim.subject_name == "Rail Co" and claim.country == "GB"


def test_a_question_keeps_its_answer_until_what_it_asked_for_changes(tmp_path: Path):
    small = Small(tmp_path / "small")
    before = Ledger(small.data)
    before.claims(columns=["claim_id", "verdict"])
    before.claims(["line-cost-az"])
    before.claims(unit="GW")
    before.table("claims")
    asked = list(before.asked)
    assert len(asked) == 4 and all(before.would_answer(key) == digest for key, digest in before.asked.items())

    small.cell("claims", small.line("claims", "line-cost-az"), "low", "4400000")
    after = Ledger(small.data)
    assert [after.would_answer(key) == before.asked[key] for key in asked] == [True, False, True, False]

    small.write("claims", [row for row in small.rows("claims") if row[0] != "line-cost-az"])
    assert Ledger(small.data).would_answer(asked[1]) == "", "a claim that is no more answers nothing"
    gone = asked[0].replace('"verdict"', '"dropped"')
    assert gone != asked[0] and after.would_answer(gone) == "", "nor does a column"


def test_dates_are_days_and_not_numbers(ledger: Ledger):
    claim = ledger.claim("opening-day-az")
    assert claim.first_day == pd.Timestamp("1846-04-03") and claim.checked_first_day == pd.Timestamp("1846-04-05")
    assert pd.isna(claim.low) and pd.isna(claim.last_day)


def test_claims_narrow_by_column_and_by_topic(ledger: Ledger):
    assert list(ledger.claims(unit="GW").claim_id) == ["line-power-az"]
    both = ledger.claims(topics=["energy", "efficiency"])
    assert list(both.claim_id) == ["freight-cost-az", "line-power-az"]
    assert list(ledger.claims(verdict=["garbled", "contradicted"]).claim_id) == ["engine-order-az", "traffic-share-az"]


def test_ids_keep_their_order(ledger: Ledger):
    ids = ["riders-gz", "line-cost-az"]
    assert list(ledger.claims(ids).claim_id) == ids


def test_values_are_middles_of_ranges(ledger: Ledger):
    assert ledger.value("line-power-az") == 2.5
    assert ledger.value("line-power-az", checked=True) == 2.5 and ledger.value("riders-gz", checked=True) == 204000


def test_a_wrong_id_is_met_with_the_right_one(ledger: Ledger):
    with pytest.raises(UnknownClaim, match="did you mean line-cost-az"):
        ledger.claim("line-cost")


def test_a_statement_has_no_value(ledger: Ledger):
    with pytest.raises(ValueError, match="has no figure"):
        ledger.value("pays-az")


def test_tables_are_copies(ledger: Ledger):
    table = ledger.table("claims")
    table["evidence"] = "ours"
    assert "ours" not in set(ledger.table("claims")["evidence"])


def test_list_cells_are_tuples(ledger: Ledger):
    assert ledger.table("events")["entities"].map(type).eq(tuple).all()
