"""The ledger answers with typed columns, and says what it does not know."""

from __future__ import annotations

import pandas as pd
import pytest

from explainer.ledger.store import Ledger, UnknownClaim


def test_the_ledger_is_as_large_as_promised(ledger: Ledger):
    sizes = {name: len(ledger.table(name)) for name in ledger.schema.tables}
    least = {
        "sources": 5,
        "claims": 140,
        "events": 50,
        "deals": 25,
        "arguments": 60,
        "entities": 100,
        "disagreements": 25,
    }
    assert {name: size for name, size in least.items() if sizes[name] < size} == {}
    assert sizes["checks"] == sizes["claims"]
    assert (ledger.table("checks")["verdict"] != "unverified").sum() >= 70


def test_claims_carry_their_checks(ledger: Ledger):
    claim = ledger.claim("gemini-ultra-training-cost-gt")
    assert (claim.low, claim.checked_low, claim.unit, claim.verdict) == (1.91e9, 1.91e8, "USD", "garbled")
    assert claim.publisher == "Global Times" and claim.subject_name == "Gemini Ultra" and claim.country == "US"


def test_a_question_keeps_its_answer_until_what_it_asked_for_changes(spoiled):
    before = Ledger(spoiled.data)
    before.claims(columns=["claim_id", "verdict"])
    before.claims(["openai-revenue-h1-2025-jd"])
    before.claims(unit="GW")
    before.table("claims")
    asked = list(before.asked)
    assert len(asked) == 4 and all(before.would_answer(key) == digest for key, digest in before.asked.items())

    line = spoiled.line("claims", lambda row: row["claim_id"] == "openai-revenue-h1-2025-jd")
    spoiled.cell("claims", line, "low", "4400000000")
    after = Ledger(spoiled.data)
    assert [after.would_answer(key) == before.asked[key] for key in asked] == [True, False, True, False]

    spoiled.write("claims", [row for row in spoiled.rows("claims") if row[0] != "openai-revenue-h1-2025-jd"])
    assert Ledger(spoiled.data).would_answer(asked[1]) == "", "a claim that is no more answers nothing"
    gone = asked[0].replace('"verdict"', '"dropped"')
    assert gone != asked[0] and after.would_answer(gone) == "", "nor does a column"


def test_dates_are_days_and_not_numbers(ledger: Ledger):
    claim = ledger.claim("openai-share-sale-date-jd")
    assert claim.first_day == pd.Timestamp("2025-10-06") and claim.checked_first_day == pd.Timestamp("2025-10-02")
    assert pd.isna(claim.low) and pd.isna(claim.last_day)


def test_claims_narrow_by_column_and_by_topic(ledger: Ledger):
    watts = ledger.claims(unit="GW")
    assert len(watts) == 4 and set(watts.unit) == {"GW"}
    both = ledger.claims(topics=["energy", "jobs"])
    assert all({"energy", "jobs"} & set(topics) for topics in both.topics)
    assert len(ledger.claims(verdict=["garbled", "contradicted"])) == len(ledger.claims(verdict="garbled")) + len(
        ledger.claims(verdict="contradicted")
    )


def test_ids_keep_their_order(ledger: Ledger):
    ids = ["openai-revenue-h1-2025-jd", "ai-revenue-2023-gt"]
    assert list(ledger.claims(ids).claim_id) == ids


def test_values_are_middles_of_ranges(ledger: Ledger):
    assert ledger.value("data-centre-power-share-jd") == 2.5
    assert ledger.value("altman-chip-investment-needed-2024-cp", checked=True) == 6e12


def test_a_wrong_id_is_met_with_the_right_one(ledger: Ledger):
    with pytest.raises(UnknownClaim, match="did you mean openai-revenue-h1-2025-jd"):
        ledger.claim("openai-revenue-h1-2025")


def test_a_statement_has_no_value(ledger: Ledger):
    with pytest.raises(ValueError, match="has no figure"):
        ledger.value("deepseek-r1-surpasses-o1-sg")


def test_tables_are_copies(ledger: Ledger):
    table = ledger.table("claims")
    table["evidence"] = "ours"
    assert "ours" not in set(ledger.table("claims")["evidence"])


def test_list_cells_are_tuples(ledger: Ledger):
    assert ledger.table("events")["entities"].map(type).eq(tuple).all()
