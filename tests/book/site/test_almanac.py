"""The timeline, the predictions and the record as lists to narrow: by mouse, by keyboard and by address, and whole without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from explainer.ledger import calendar
from explainer.site.evidence import CITED

from .conftest import READERS, visit
from .test_pages import entries, soup

LISTS = ["timeline", "predictions"]
SHOWN = "[...document.querySelectorAll('[data-entry]')].filter(e => e.checkVisibility()).map(e => e.id)"


@pytest.fixture(params=READERS[::3], ids=str)
def page(request, browser: Browser) -> Iterator[Page]:
    """On a phone in the light, and on a desk in the dark."""
    width, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("control", "value", "fits"),
    [
        ("topics", "energy", lambda row: "energy" in row.topics),
        ("status", "forecast", lambda row: row.status == "forecast"),
        ("told", "record", lambda row: row.source_id == ""),
        ("told", "compute-2025", lambda row: "compute-2025" in row.told),
    ],
)
def test_the_timeline_narrows_to_what_the_ledger_says(page: Page, address: str, ledger, control: str, value: str, fits):
    visit(page, f"{address}timeline.html")
    page.select_option(f"select[name={control}]", value)
    rows = calendar.events(ledger)
    wanted = [row.event_id for row in rows.itertuples() if fits(row)]
    assert page.evaluate(SHOWN) == wanted and wanted
    expect(page.locator("form.tools [role=status]")).to_have_text(f"{len(wanted)} of {len(rows)}")
    periods = {row.period.title for row in rows.itertuples() if fits(row)}
    assert set(page.locator("#timeline h2:visible").all_inner_texts()) == periods, "no heading without entries"
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("form.tools [role=status]")).to_have_text(f"All {len(rows)} events")
    assert len(page.evaluate(SHOWN)) == len(rows) and "?" not in page.url


@pytest.mark.parametrize(
    ("control", "value", "fits"),
    [
        ("source", "globaltimes-2024", lambda row: "globaltimes-2024" in row.sources),
        ("kind", "plan", lambda row: row.kind == "plan"),
        ("outcome", "missed", lambda row: row.outcome == "missed"),
        ("outcome", "due", lambda row: row.outcome == "open" and row.standing == "due"),
        ("outcome", "open", lambda row: row.outcome == "open" and row.standing != "due"),
    ],
)
def test_the_predictions_narrow_to_what_the_ledger_says(page: Page, address: str, ledger, control, value, fits):
    visit(page, f"{address}predictions.html")
    page.select_option(f"select[name={control}]", value)
    wanted = {row.prediction_id for row in calendar.predictions(ledger).itertuples() if fits(row)}
    shown = page.evaluate(SHOWN)
    assert set(shown) == wanted and wanted and len(shown) == len(wanted)


def test_a_topic_of_the_record_narrows_to_what_the_ledger_says(page: Page, address: str, ledger):
    visit(page, f"{address}record-revenue.html")
    drawers = page.locator("section.series details[open]")
    assert page.evaluate(SHOWN) == [] and drawers.count() == 0, "values lie in closed drawers"
    page.select_option("select[name=entity]", "openai")
    page.select_option("select[name=status]", "plan")
    rows = ledger.records(topic="revenue")
    wanted = rows[(rows.entity == "openai") & (rows.status == "plan")]
    assert set(page.evaluate(SHOWN)) == set(wanted.record_id) and len(wanted)
    assert page.locator("section.series:visible").count() == wanted.series_id.nunique()
    assert page.locator("section.series:visible details[open]").count() == wanted.series_id.nunique()
    expect(page.locator("form.tools [role=status]")).to_have_text(f"{len(wanted)} of {len(rows)}")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("form.tools [role=status]")).to_have_text(f"{len(rows)} values")
    assert drawers.count() == 0 and page.locator("section.series:visible").count() == rows.series_id.nunique()


def test_a_link_to_a_value_opens_its_drawer(page: Page, address: str, ledger):
    value = ledger.records(topic="revenue").record_id.iloc[-1]
    visit(page, f"{address}record-revenue.html#{value}")
    expect(page.locator(f"tr[id={value}]")).to_be_in_viewport()


def test_a_list_narrows_by_keyboard(page: Page, address: str):
    visit(page, f"{address}timeline.html")
    page.locator("select[name=topics]").focus()
    page.keyboard.type("energy")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "status"
    page.keyboard.type("planned")
    shown = page.evaluate(SHOWN)
    assert shown and "topics=energy" in page.url and "status=planned" in page.url
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "told"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("form.tools [role=status]")).to_contain_text("All")
    assert len(page.evaluate(SHOWN)) > len(shown)


@pytest.mark.parametrize(
    ("name", "query"),
    [("timeline", "?topics=bubble&status=forecast"), ("predictions", "?source=jinduan-2025&outcome=open")],
)
def test_a_view_can_be_shared_by_its_address(page: Page, address: str, name: str, query: str):
    visit(page, f"{address}{name}.html{query}")
    shown = page.evaluate(SHOWN)
    for control, value in (pair.split("=") for pair in query[1:].split("&")):
        expect(page.locator(f"select[name={control}]")).to_have_value(value)
    assert 0 < len(shown) < page.locator("[data-entry]").count()
    assert page.url.endswith(query), "the address stays what was shared"


@pytest.mark.parametrize("name", LISTS)
def test_without_javascript_all_of_it_is_there(name: str, browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{address}{name}.html?topics=energy&kind=plan")
    entries = page.locator("[data-entry]")
    assert entries.count() >= 25 and all(entry.is_visible() for entry in entries.all())
    assert not page.locator("form.tools").is_visible(), "what is dead without its script is not shown"
    assert page.locator("figure.exhibit .chart.narrow svg").first.is_visible()
    context.close()


@pytest.mark.parametrize("name", LISTS)
def test_the_ledger_leads_back_to_each_entry(name: str, site: Path):
    full = {row["id"]: row for row in entries(site)}
    for entry in soup(site, name).select("[data-entry]"):
        for claim in {figure["data-claim"] for figure in entry.select("[data-claim]")}:
            links = {link["href"]: link.text for link in full[claim].select(".uses a")}
            assert links[f"{name}.html#{entry['id']}"] == entry["data-label"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_stay_apart_in_a_reader_s_own_colours(name: str, scheme: str, page: Page, address: str):
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    visit(page, f"{address}{name}.html")
    if name == "timeline":
        width = "e => getComputedStyle(e, '::before').borderTopWidth"
        filled, open_mark = (
            page.locator(f".state.{status}").first.evaluate(width) for status in ("happened", "planned")
        )
        assert float(filled[:-2]) > 2 * float(open_mark[:-2])
    assert all(word.strip() for word in page.locator(".state, .outcome").all_inner_texts())


def test_only_pages_with_a_list_load_its_script(site: Path):
    loaded = {path.stem for path in site.glob("*.html") if "_static/narrow." in path.read_text(encoding="utf-8")}
    assert loaded == {path.stem for path in site.glob("*.html") if soup(site, path.stem).select("form[data-narrows]")}
    assert set(LISTS) <= loaded and "ledger" not in loaded


def test_evidence_of_a_long_list_leaves_references_to_the_ledger(site: Path):
    popovers = {name: soup(site, name).select(".about[id^=about-]:not([id^=about-derived])") for name in LISTS}
    assert len(popovers["timeline"]) > CITED >= len(popovers["predictions"])
    assert not any(about.select("a[rel=nofollow]") for about in popovers["timeline"])
    assert all(about.select_one('a[href^="ledger-"]') for about in popovers["timeline"])
    assert sum(bool(about.select("a[rel=nofollow]")) for about in popovers["predictions"]) > 20


@pytest.mark.parametrize("name", LISTS)
def test_a_list_does_not_say_how_long_it_takes_to_read(name: str, site: Path):
    line = soup(site, name).select_one(".byline").get_text()
    assert re.fullmatch(r"\d exhibits?", line), line
    assert " min ·" in soup(site, "bubble").select_one(".byline").get_text()
