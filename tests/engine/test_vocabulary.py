"""A new unit, a new measure and a new verdict are one row each: checked, printed, marked and sorted without a line of code."""

from __future__ import annotations

from pathlib import Path

from bs4 import BeautifulSoup

from explainer.ledger.check import check
from explainer.ledger.store import Ledger

from ..books import build, small_book
from ..small import Small, Spoilt

NEW = {
    "units": "THALER,money,1.1,THALER {figure},,of thalers,Taler;thalers",
    "measures": "upkeep,money,1000,1000000000000,",
    "verdicts": "overtaken,↻,overtaken by events,It held until something else did.,999,loose,differs,1",
}


def add(ledger: Spoilt, table: str, line: str) -> None:
    ledger.text(table, lambda text: f"{text}{line}\n")


def with_new_words(ledger: Spoilt, phrase: str, source: str, subject: str, speaker: str, topic: str) -> None:
    """A claim in a new unit of a new measure, with a check of a new verdict: one row of vocabulary each."""
    for table, line in NEW.items():
        add(ledger, table, line)
    add(ledger, "claims", f"upkeep-new,{source},2,{phrase},upkeep of 3 billion thalers,{subject},,upkeep,,3000000000,,THALER,once,,,reported,{speaker},{topic},")  # fmt: skip
    add(ledger, "checks", "upkeep-new,overtaken,about,4000000000,,THALER,By the same accounts it had come to THALER 4 billion a year on.,,2026-01-11")  # fmt: skip
    path = ledger.seeds / f"{source}.md"
    path.write_text(f"{path.read_text(encoding='utf-8')}- ¶2 [upkeep-new] Told.\n", encoding="utf-8")
    ledger.seal()


def test_a_row_each_is_enough_for_the_check(tmp_path: Path):
    ledger = Small(tmp_path / "small")
    with_new_words(ledger, "Unterhalt von 3 Milliarden Taler", "anzeiger-1846", "rail-co", "anzeiger", "spending")
    assert [str(fault) for fault in check(ledger.data)] == []
    ledger.cell("claims", ledger.line("claims", "upkeep-new"), "low", "3000000")
    assert any("3000000000, as the phrase has it" in fault.allowed for fault in check(ledger.data))


def test_a_row_each_is_enough_for_the_ledger(tmp_path: Path):
    ledger = Small(tmp_path / "small")
    with_new_words(ledger, "Unterhalt von 3 Milliarden Taler", "anzeiger-1846", "rail-co", "anzeiger", "spending")
    claim = Ledger(ledger.data).claim("upkeep-new")
    assert bool(claim.differs) and not claim.fails
    assert Ledger(ledger.data).vocabulary.by_severity[-1] == "overtaken"


def test_a_row_each_is_enough_for_the_site(tmp_path: Path):
    body = "# Page\n\n{claim}`upkeep-new`, on record {checked}`upkeep-new`\n\n```{verdict-key}\n```\n\n```{ledger-table}\n```\n"
    book = small_book(tmp_path / "book", body)
    with_new_words(Spoilt(book), "upkeep of 3 billion thalers", "herald-1862", "light", "herald", "cost")
    done = build(book)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    page = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser")
    stated, checked = page.select("p a.claim")[:2]
    assert stated.get_text().replace("\u00a0", " ") == "THALER 3 billion↻ (overtaken by events)"
    assert checked.get_text().replace("\u00a0", " ") == "about THALER 4 billion"
    assert "It held until something else did." in page.select_one("table.key").get_text()
    row = page.select_one("tr#upkeep-new")
    assert row.select_one(".verdict.overtaken.fails") and row["data-figure"].startswith(
        f"{len(Ledger(book / 'data').table('units'))} "
    )
    assert page.select_one("select[name=verdict] option:nth-of-type(2)")["value"] == "overtaken", (
        "the worst comes first"
    )
