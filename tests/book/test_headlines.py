"""Every headline's test bites: for each exhibit of the book the ledger is changed so that the headline turns false.

A page's cells run here, in this process, on a changed copy of the ledger; no page is built.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pandas as pd
import pytest

from explainer import notebook
from explainer.ledger.store import Ledger
from explainer.notebook import exhibits as made_by
from explainer.notebook.exhibits import Exhibit, FalseHeadline
from explainer.paths import ROOT

from ..conftest import Spoiled

PAGES = sorted(path.stem for path in (ROOT / "book").glob("*.md") if "{code-cell}" in path.read_text(encoding="utf-8"))

# exhibit -> the cells of the ledger to change: (table, key, column, value)
CHANGES: dict[str, list[tuple[str, str, str, str]]] = {
    "spending-and-forecasts": [("record", "capex-google-2025", "low", "30000000000")],
    "for-each-dollar": [("record", "openai-operating-loss-2026q1", "low", "5000000000")],
    "server-lives": [("record", "server-life-amazon-2025", "low", "6")],
    "asked-and-taken-in": [("record", "anthropic-run-rate-2026-07", "low", "15000000000")],
    "cisco-sales-and-share": [("record", "cisco-close-low-2002-10-08", "low", "20")],
    "what-to-believe": [("record", "anthropic-run-rate-2026-07", "low", "25000000000")],
    "orders-in-hand": [("record", "rpo-google-2026q2", "low", "300000000000")],
    "cheaper-and-more": [("record", "tokens-google-2026-05", "low", "2000000000000000")],
    "list-prices": [("record", "price-out-deepseek-v4-pro-2026-11", "low", "1.98")],
    "training-runs": [("record", "flop-qwen-3-max-2025", "low", "25")],
    "demand-and-efficiency": [("record", "tokens-google-2026-05", "low", "1400000000000000")],
    "data-centre-electricity": [("record", "dc-twh-us-lbnl-2023", "low", "150")],
    "three-rulers": [("record", "arena-percent-2026-03", "low", "1.5")],
    "who-pays-whom": [("record", "usd-announced-openai-nvidia-2025", "low", "90000000000")],
    "spoken-and-signed": [("record", "usd-firm-openai-all-2026", "low", "765000000000")],
    "announced-and-running": [("record", "running-abilene-2026-07", "low", "0.8")],
    "stated-and-checked-dates": [("checks", "sora-2-release-date", "low", "2025-10-03")],
    "who-pays-the-rest": [("record", "openai-run-rate-2026-08", "low", "70000000000")],
    "power-at-the-sites": [("record", "running-abilene-2026-07", "low", "0.8")],
    "pace-and-bill": [("record", "openai-run-rate-2026-08", "low", "55000000000")],
    "coverage-verdicts": [("checks", "*confirmed", "verdict", "contradicted")],
    "lost-zeros": [("checks", "gemini-ultra-training-cost-gt", "low", "1910000000")],
    "announced-gigawatts": [("checks", "openai-nvidia-capacity-10gw-cp", "verdict", "imprecise")],
    "electricity-shares": [("claims", "ai-power-share-forecast-jd", "low", "2")],
    "units-by-country": [("claims", "deepseek-v3-2-cost-change", "unit", "USD")],
    "arguments-footing": [("arguments", "*scale", "claim_ids", "openai-loss-2024-kcb")],
    "exchanges-footing": [("checks", "*confirmed", "verdict", "contradicted")],
    "coverage-kinds": [("claims", "*reported", "kind", "plan")],
    "said-and-came": [("checks", "openai-operating-cost-2024-kcb", "low", "9000000000")],
    "due-and-settled": [("predictions", "openai-staff-2024", "outcome", "missed")],
    "events-by-period": [("events", "*planned", "status", "happened")],
}  # fmt: skip


def cells(page: str) -> list[str]:
    text = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\{code-cell\}[^\n]*\n(.*?)^```", text, re.M | re.S)
    return [re.sub(r"\A(?:\s*:[\w-]+:.*\n)+", "", block) for block in blocks]


def run(page: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> dict[str, Exhibit | FalseHeadline]:
    """The exhibits of a page on a given ledger, by name; a refused one as its refusal."""
    made: dict[str, Exhibit | FalseHeadline] = {}
    whole = notebook.exhibit

    def exhibit(*arguments, **options):
        try:
            made[options["name"]] = whole(*arguments, **options)
        except FalseHeadline as refusal:
            made[options["name"]] = refusal

    names = {"exhibit": exhibit, "ledger": ledger, "derive": lambda *_, **__: None, "tally": lambda *_: None}
    monkeypatch.setattr(made_by, "published", lambda: ledger)
    for name, stand_in in names.items():
        monkeypatch.setattr(notebook, name, stand_in)
    scope: dict = {}
    for cell in cells(page):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            exec(compile(cell, f"book/{page}.md", "exec"), scope)
    return made


@pytest.fixture(scope="module")
def exhibits() -> dict[str, str]:
    """The page of each exhibit of the book."""
    return {
        name: page for page in PAGES for cell in cells(page) for name in re.findall(r'^    name="([^"]+)"', cell, re.M)
    }


def test_each_exhibit_of_the_book_has_a_change_that_makes_it_false(exhibits: dict[str, str]):
    assert set(exhibits) == set(CHANGES)


@pytest.mark.parametrize("page", PAGES)
def test_on_the_published_ledger_every_headline_holds(page: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch):
    made = run(page, ledger, monkeypatch)
    assert [name for name, exhibit in made.items() if not isinstance(exhibit, Exhibit)] == []


@pytest.mark.parametrize("name", CHANGES)
def test_headline_bites(name: str, exhibits: dict[str, str], spoiled: Spoiled, monkeypatch: pytest.MonkeyPatch):
    for table, key, column, value in CHANGES[name]:
        change(spoiled, table, key, column, value)
    refusal = run(exhibits[name], Ledger(spoiled.data), monkeypatch)[name]
    assert isinstance(refusal, FalseHeadline), f"{name} still holds"
    assert str(refusal).startswith(f"exhibit '{name}': the rows do not support the headline")
    assert "mend the ledger" in str(refusal)
    assert len(str(refusal).splitlines()) > 3, "it shows the rows"


def change(spoiled: Spoiled, table: str, key: str, column: str, value: str) -> None:
    """Sets one cell; a key that starts with * stands for all rows that carry the word."""
    path = Path(spoiled.data / f"{table}.csv")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    if key.startswith("*"):
        rows = frame.apply(lambda row: any(key[1:] == cell or cell.startswith(key[1:]) for cell in row), axis=1)
    else:
        rows = frame.iloc[:, 0] == key
    assert rows.any(), f"no row {key} in {table}"
    frame.loc[rows, column] = value
    frame.to_csv(path, index=False, lineterminator="\n")
