"""Events and predictions in the order of time: dates no finer than their source's, and what is due by the newest check."""

from __future__ import annotations

import pandas as pd
import pytest

from explainer.ledger import calendar
from explainer.ledger.store import Ledger

from ..conftest import Spoiled
from ..parts import printed


@pytest.mark.parametrize(
    ("start", "end", "precision", "status", "said"),
    [
        ("2025-10-06", "", "day", "happened", "6 October 2025"),
        ("2024-07-22", "2024-07-27", "day", "happened", "22–27 July 2024"),
        ("2024-06-21", "2024-06-30", "month", "happened", "June 2024"),
        ("2024-04-01", "2024-06-30", "quarter", "happened", "second quarter of 2024"),
        ("2025-01-01", "2025-06-30", "half-year", "happened", "first half of 2025"),
        ("2024-01-01", "2024-07-27", "year", "happened", "2024"),
        ("2023-01-01", "2033-12-31", "decade", "forecast", "2023–2033"),
        ("1990-01-01", "1999-12-31", "decade", "analogy", "the 1990s"),
        ("2022-01-01", "", "year", "ongoing", "since 2022"),
        ("2026-01-01", "", "year", "planned", "from 2026"),
    ],
)
def test_a_date_is_as_fine_as_its_source_gives_it(start: str, end: str, precision: str, status: str, said: str):
    text = calendar.dated(pd.Timestamp(start), pd.Timestamp(end) if end else pd.NaT, precision, status)
    assert text.replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("start", "precision", "label"),
    [
        ("1801-01-01", "decade", "Before|2022"),
        ("2022-01-01", "year", "2022|and 2023"),
        ("2025-01-01", "year", "2025, no|quarter"),
        ("2025-01-01", "month", "Jan. to|March 2025"),
        ("2025-09-17", "day", "July to|mid-Sept."),
        ("2025-09-18", "day", "Around the|holiday"),
        ("2025-09-01", "month", "Around the|holiday"),
        ("2026-01-01", "year", "Jan. to|June 2026"),
        ("2031-01-01", "year", "2027|and later"),
    ],
)
def test_an_event_stands_where_it_begins(start: str, precision: str, label: str, ledger: Ledger):
    assert calendar.period(ledger.vocabulary.periods, pd.Timestamp(start), precision).label == label


def test_every_event_is_on_the_timeline_once_in_the_order_of_periods(ledger: Ledger):
    page = printed("timeline", ledger)
    entries = page.select("li[data-entry]")
    events, developments = ledger.table("events"), ledger.table("developments")
    shown = [*events["event_id"], *developments["development_id"]]
    assert sorted(entry["id"] for entry in entries) == sorted(shown) and len(developments) >= 40
    titles = [heading.text for heading in page.select("h2")]
    assert (
        titles == [period.title for period in ledger.vocabulary.periods if period.title in titles] and len(titles) >= 7
    )
    events, developments = events.set_index("event_id"), developments.set_index("development_id")
    for entry in entries:
        if entry["id"] in developments.index:
            continue
        event = events.loc[entry["id"]]
        assert entry["data-topics"].split() == list(event["topics"]) and entry["data-status"] == event["status"]
        assert entry.select_one(".state").text == event["status"], "the mark has its word"
        assert {link["data-claim"] for link in entry.select("a[data-claim]")} == set(event["claim_ids"])


def test_a_development_stands_with_the_pages_that_date_it(ledger: Ledger):
    page = printed("timeline", ledger)
    addresses = ledger.table("references").set_index("reference_id")["url"]
    for row in ledger.table("developments").itertuples():
        entry = page.find(id=row.development_id)
        assert entry["data-told"] == "record" and entry["data-status"] == row.status
        assert [link["href"] for link in entry.select("a[rel=nofollow]")] == list(addresses[list(row.reference_ids)])
        assert row.note in entry.text


def test_what_two_sources_tell_of_stands_once_with_both(ledger: Ledger):
    entry = printed("timeline", ledger).find(id="openai-devday-2025")
    assert entry["data-told"] == "jinduan-2025 compute-2025"
    assert [link.text for link in entry.select("p.quiet a")] == ["Jinduan (36Kr)", "Unsigned post on OKX Discover"]


def test_a_wrong_date_stands_beside_the_one_on_record(ledger: Ledger):
    page = printed("timeline", ledger)
    links = page.select('#openai-share-sale-2025 a[data-claim="openai-share-sale-date-jd"]')
    assert [link.find(string=True).replace("\u00a0", " ") for link in links] == ["6 October 2025", "2 October 2025"]
    assert links[0].select_one(".mark") and "checked" in links[1]["class"]
    release = page.select('#claude-4-5-released a.checked[data-claim="claude-4-5-release"]')
    assert [link.text for link in release] == ["29\u00a0September\u00a02025"], "also where the source gives no day"


def test_today_is_the_day_of_the_newest_check(spoiled: Spoiled):
    spoiled.cell("checks", 5, "checked_on", "2026-12-31")
    assert f"{calendar.today(Ledger(spoiled.data)):%Y-%m-%d}" == "2026-12-31"


def test_predictions_fall_due_on_the_day_after_their_last(spoiled: Spoiled):
    before = calendar.predictions(Ledger(spoiled.data)).set_index("prediction_id").standing
    assert before["big-tech-2026"] == "later" and before["openai-loss-2024"] == "due"
    assert before["sora-2-api"] == "undated"
    spoiled.cell("checks", 5, "checked_on", "2027-01-01")
    after = calendar.predictions(Ledger(spoiled.data)).set_index("prediction_id").standing
    assert after["big-tech-2026"] == "due" and after["stargate-6gw-2030"] == "later"
    spoiled.cell("checks", 5, "checked_on", "2026-12-31")
    on_the_day = calendar.predictions(Ledger(spoiled.data)).set_index("prediction_id").standing
    assert on_the_day["big-tech-2026"] == "later", "it may still come true that day"


def test_every_prediction_is_on_the_page_with_its_outcome(ledger: Ledger):
    page = printed("predictions", ledger)
    rows = calendar.predictions(ledger)
    assert [entry["id"] for entry in page.select("li[data-entry]")] == [
        name for standing in ("due", "later", "undated") for name in rows.prediction_id[rows.standing == standing]
    ]
    for _, row in rows.iterrows():
        entry = page.find(id=row["prediction_id"])
        overdue = row["outcome"] == "open" and row["standing"] == "due"
        assert entry["data-outcome"] == ("due" if overdue else row["outcome"])
        assert ("due, not settled" in entry.select_one(".outcome").text) == overdue
        assert len(entry.select(".cited li")) == len(row["reference_ids"])
        assert {link["data-claim"] for link in entry.select("a[data-claim]")} == set(row["claim_ids"])
    assert page.p.text.replace("\u00a0", " ").startswith(f"As of {calendar.today(ledger):%-d %B %Y}")


def test_predictions_are_forecasts_or_plans_of_their_sources(ledger: Ledger):
    rows = calendar.predictions(ledger).set_index("prediction_id")
    assert set(rows.kind) == {"forecast", "plan"}
    assert rows.loc["character-ai-sale", "kind"] == "plan" and rows.loc["big-four-capex-2025", "kind"] == "forecast"
    assert rows.loc["openai-loss-2024", "sources"] == ("kechuangban-2024", "globaltimes-2024")
