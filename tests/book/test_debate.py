"""The map of the debates: every argument stands on it once, its evidence is chosen by the rule, and counts are counted."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from explainer.ledger.debates import FOOTINGS, NOTHING, exchanges, firm, weighed
from explainer.ledger.store import Ledger

from ..conftest import Spoiled
from ..parts import printed


@pytest.fixture(scope="module")
def map_(ledger: Ledger) -> BeautifulSoup:
    return printed("argument-map", ledger)


def test_every_argument_stands_on_the_map_once(map_: BeautifulSoup, ledger: Ledger):
    entries = map_.select("#arguments [data-entry]")
    assert sorted(entry["id"] for entry in entries) == sorted(ledger.table("arguments").argument_id)
    for entry in entries:
        assert entry["data-label"] and set(entry["data-side"].split()) <= set(ledger.vocabulary.sides)
        assert ("data-claims" in entry.attrs) == (entry["data-footing"] != NOTHING)


def test_each_exchange_sets_an_argument_beside_the_firmest_of_its_answers(map_: BeautifulSoup, ledger: Ledger):
    rows = weighed(ledger).set_index("argument_id")
    threads = map_.select(".thread:not(:has(.loose))")
    assert len(threads) > 15
    for thread in threads:
        one, other = thread.select_one(".faces").select("[data-entry]")
        assert rows.loc[other["id"]].answers == one["id"] and one["data-side"] != other["data-side"]
        rivals = rows[rows.answers == one["id"]]
        assert rows.loc[other["id"]].strength == rivals.strength.min()


def test_evidence_comes_in_the_order_of_the_rule(spoiled: Spoiled):
    reported = Ledger(spoiled.data).claims(kind="reported").query("measure != 'duration'")
    kinds = [("does not hold", True), ("loose", True), ("holds", False), ("holds", True)]
    ids = [reported[(reported.holds == part) & (reported.has_figure == has)].claim_id.iloc[0] for part, has in kinds]
    line = spoiled.line("arguments")
    spoiled.cell("arguments", line, "claim_ids", ";".join(ids))
    row = weighed(Ledger(spoiled.data)).iloc[line - 2]
    assert list(row.evidence) == ids[::-1], "what failed comes last"
    assert row.footing == "figure-holds"


def test_what_failed_is_never_silent(map_: BeautifulSoup):
    failed = map_.select('.argument[data-footing="fails"]')
    assert failed
    for entry in failed:
        assert entry.select_one(".rests .verdict:is(.contradicted, .garbled, .inconsistent)")
    for entry in map_.select(f'.argument[data-footing="{NOTHING}"]'):
        assert "No figure, no dated statement" in entry.get_text()


def test_exchanges_are_counted_by_what_holds(ledger: Ledger):
    pairs = exchanges(weighed(ledger))
    assert len(pairs) == ledger.table("arguments").query("answers != ''").answers.nunique()
    for _, pair in pairs.iterrows():
        ours, theirs = firm([pair.footing, pair.answer_footing])
        assert (
            pair.part == {(1, 1): "both", (1, 0): "the argument", (0, 1): "the answer", (0, 0): "neither"}[ours, theirs]
        )
    assert set(pairs.footing) <= set(FOOTINGS)


def test_the_words_on_top_count_what_nobody_answers(map_: BeautifulSoup, ledger: Ledger):
    rows = ledger.table("arguments")
    for name in ledger.vocabulary.debates:
        summary = map_.select_one(f"#debate-{name} > p")
        own = rows[rows.debate == name]
        counted = [int(number["value"]) for number in summary.select("data")]
        assert sum(counted[0::4]) == len(own)
        assert sum(counted[2::4]) == (~own.argument_id.isin(rows.answers)).sum()
