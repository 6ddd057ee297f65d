"""Pages computed from the ledger: no disagreement is forgotten, differences from the record are computed, corrections told."""

from __future__ import annotations

from itertools import combinations
from types import SimpleNamespace
from xml.etree import ElementTree

from explainer.ledger.store import Ledger
from explainer.site.feeds import ATOM, feeds
from explainer.words.write import in_words

from ..conftest import Spoiled
from ..parts import printed

CONFIG = SimpleNamespace(
    project="A book", author="Somebody", html_baseurl="", explainer_feed="tag:example.org,2026:corrections"
)
SAME = ["subject", "object", "measure", "per", "period_start", "period_end"]
VALUE = ["low", "high", "unit", "qualifier"]


def unlisted(ledger: Ledger) -> list[tuple[str, str]]:
    """Pairs of claims on the same subject, measure and period with different values that no disagreement lists."""
    listed = [set(row) for row in ledger.table("disagreements")["claim_ids"]]
    claims = ledger.table("claims").query("unit != '' and unit != 'date' and period_start.notna()")
    pairs = []
    for _, group in claims.groupby(SAME, dropna=False):
        for (_, one), (_, other) in combinations(group.iterrows(), 2):
            ids = {one["claim_id"], other["claim_id"]}
            if (one[VALUE] != other[VALUE]).any() and not any(ids <= row for row in listed):
                pairs.append((one["claim_id"], other["claim_id"]))
    return pairs


# Claims alike in subject, measure and period that do not contradict each other.
COMPATIBLE = {
    ("nvidia-accelerator-share-kcb", "nvidia-training-share-kcb"),  # shares of two markets
    ("cisco-router-share-2000-kcb", "cisco-switch-share-2000-kcb"),  # likewise
}


def test_no_disagreement_is_forgotten(ledger: Ledger):
    assert [pair for pair in unlisted(ledger) if tuple(sorted(pair)) not in COMPATIBLE] == []


def test_a_forgotten_disagreement_would_be_found(spoiled: Spoiled):
    line = spoiled.line("disagreements", lambda row: row["disagreement_id"] == "openai-loss-2024")
    rows = spoiled.rows("disagreements")
    spoiled.write("disagreements", rows[: line - 1] + rows[line:])
    assert ("openai-loss-2024-kcb", "openai-loss-2024-gt") in unlisted(Ledger(spoiled.data))


def test_each_disagreement_is_on_the_page(ledger: Ledger):
    page = printed("disagreements", ledger)
    for _, row in ledger.table("disagreements").iterrows():
        assert page.find(id=row["disagreement_id"])
    assert len(page.select("svg")) >= 16, "numeric ones are drawn on one axis"


def test_differences_from_the_record_are_computed(ledger: Ledger):
    shown = {link["data-claim"] for link in printed("against-the-record", ledger).select("a.claim")}
    claims = ledger.claims()
    assert shown == set(claims.claim_id[claims.differs & (claims.unit != "")]) and len(shown) > 20
    assert shown.isdisjoint(claims.claim_id[claims.verdict == "confirmed"])


def test_the_feed_is_atom_and_dated(spoiled: Spoiled):
    spoiled.write("corrections", spoiled.rows("corrections")[:1])
    empty = ElementTree.fromstring(feeds(Ledger(spoiled.data), CONFIG, "{}.html".format)["corrections.xml"])
    assert empty.tag == f"{{{ATOM}}}feed" and empty.find(f"{{{ATOM}}}updated").text.endswith("Z")
    assert empty.findall(f"{{{ATOM}}}entry") == []
    header = spoiled.rows("corrections")[0]
    spoiled.write(
        "corrections",
        [header, ["2026-12-01", "openai-loss-2024-kcb", "USD 5 million", "USD 5 billion", "A slip of ours."]],
    )
    entry = ElementTree.fromstring(feeds(Ledger(spoiled.data), CONFIG, "{}.html".format)["corrections.xml"]).find(
        f"{{{ATOM}}}entry"
    )
    gloss = Ledger(spoiled.data).claim("openai-loss-2024-kcb")["gloss"]
    assert entry.find(f"{{{ATOM}}}title").text.casefold() == gloss.casefold()
    summary = entry.find(f"{{{ATOM}}}summary").text
    assert "USD 5 million" in summary and "openai-loss-2024-kcb" in summary


def test_each_correction_is_on_the_page(ledger: Ledger):
    text = printed("corrections", ledger).get_text()
    for _, row in ledger.table("corrections").iterrows():
        assert row["where"] in text and in_words(row["now"], ledger.vocabulary.units) in text


def test_a_correction_of_a_value_on_record_leads_to_it(spoiled: Spoiled):
    value = Ledger(spoiled.data).records().iloc[0]
    row = ["2026-12-01", value["record_id"], "USD 5 million", "USD 5 billion", "A slip of ours."]
    spoiled.write("corrections", [spoiled.rows("corrections")[0], row])
    page = printed("corrections", Ledger(spoiled.data))
    assert value["question"] in page.find(href=f"record-{value['topic']}.html#{value['record_id']}").get_text()


def test_the_page_says_so_when_nothing_was_corrected(spoiled: Spoiled):
    spoiled.write("corrections", spoiled.rows("corrections")[:1])
    assert "None so far" in printed("corrections", Ledger(spoiled.data)).get_text()
