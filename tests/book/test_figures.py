"""This ledger is as large as promised, and each of its figures and verdicts can be printed."""

from __future__ import annotations

from explainer.ledger.store import Ledger


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


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


def test_figures_of_claims(ledger: Ledger):
    ids = [
        "openai-revenue-h1-2025-jd", "altman-chip-investment-needed-2024-cp", "meta-coreweave-contract-end",
        "deepseek-r1-surpasses-o1-sg", "xian-drug-cost-cut-gt",
    ]  # fmt: skip
    claims = ledger.claims(ids)
    assert list(map(plain, claims.stated)) == ["USD 4.3 billion", "USD 700 billion", "2031", "", "90% less"]
    assert plain(claims.on_record[1]) == "USD 5–7 trillion"


def test_every_claim_and_every_checked_value_can_be_written(ledger: Ledger):
    for _, claim in ledger.claims().iterrows():
        assert bool(claim["stated"]) == bool(claim["unit"]), claim["claim_id"]
        assert bool(claim["on_record"]) == bool(claim["checked_unit"]), claim["claim_id"]


def test_every_verdict_has_a_mark_of_its_own(ledger: Ledger):
    verdicts = ledger.vocabulary.verdicts
    assert set(ledger.table("checks")["verdict"]) <= set(verdicts)
    marks = [verdict.mark for verdict in verdicts.values()]
    assert len(set(marks)) == len(marks) and verdicts["confirmed"].mark == ""
