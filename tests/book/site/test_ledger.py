"""The ledger as a tool: narrowing, sorting, sharing and downloading a view; its full entries; and whole without a script."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from explainer.words.write import day

from .conftest import visit
from .test_pages import ENTRIES, entries, soup


@pytest.fixture
def page(reader: BrowserContext, address: str):
    page = reader.new_page()
    visit(page, f"{address}ledger.html")
    yield page
    page.close()


def search(page: Page, words: str) -> list[str]:
    """The rows that are found once the findings have been searched too."""
    page.fill("form.tools input[name=q]", words)
    page.wait_for_selector("#shown[aria-busy=false]")
    return visible(page)


def visible(page: Page) -> list[str]:
    return page.evaluate("[...document.querySelectorAll('table.ledger tbody tr')].map(r => r.id)")


@pytest.mark.parametrize(
    ("control", "column", "value"),
    [
        ("source", "source_id", "stargate-2025"),
        ("measure", "measure", "capex"),
        ("kind", "kind", "plan"),
        ("verdict", "verdict", "garbled"),
        ("speaker", "speaker_name", "Jensen Huang"),
        ("topics", "topics", "energy"),
    ],
)
def test_each_filter_shows_what_the_ledger_says(page: Page, ledger, control: str, column: str, value: str):
    page.select_option(f"select[name={control}]", value)
    expected = ledger.claims(**{column: value}).claim_id.tolist()
    assert visible(page) == expected and expected
    expect(page.locator("#shown")).to_have_text(f"{len(expected)} of {len(ledger.claims())} claims")
    assert f"{control}=" in page.url


def test_filter_by_page_follows_the_backlinks(page: Page, site: Path):
    page.select_option("select[name=chapter]", "holiday-week")
    expected = [
        entry["id"] for entry in entries(site)
        if any(link["href"].startswith("holiday-week.html") for link in entry.select(".uses a"))
    ]  # fmt: skip
    assert visible(page) == expected and expected


def test_search_finds_words_of_the_evidence(page: Page):
    found = search(page, "milliarden stargate")
    assert "stargate-investment-up-to-sg" in found and len(found) < 20
    assert search(page, "no such words anywhere") == []
    expect(page.locator("#shown")).to_have_text("Nothing fits. Loosen a filter or reset.")


def test_search_finds_words_of_the_finding(page: Page, ledger):
    claims = ledger.claims()
    found = [row.claim_id for _, row in claims.iterrows() if "state council" in row.finding.lower()]
    assert found and not any("council" in f"{row.evidence} {row.gloss}".lower() for _, row in claims.iterrows())
    assert search(page, "State Council") == found


def test_filters_combine_and_reset(page: Page, ledger):
    page.select_option("select[name=verdict]", "contradicted")
    page.select_option("select[name=source]", "globaltimes-2024")
    both = ledger.claims(verdict="contradicted", source_id="globaltimes-2024").claim_id.tolist()
    assert visible(page) == both
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#shown")).to_have_text(f"All {len(ledger.claims())} claims")
    assert "?" not in page.url


def test_sort_by_verdict_and_back(page: Page, ledger):
    page.select_option("select[name=sort]", "verdict")
    verdicts = [ledger.claim(claim).verdict for claim in visible(page)]
    order = ["contradicted", "garbled", "inconsistent", "imprecise", "unverified", "confirmed"]
    assert verdicts == sorted(verdicts, key=order.index)
    page.select_option("select[name=sort]", "")
    assert visible(page) == ledger.claims().claim_id.tolist()


def test_sort_by_figure_keeps_units_together(page: Page, ledger):
    page.select_option("select[name=sort]", "figure")
    claims = ledger.claims(visible(page))
    dollars = claims[claims.unit == "USD"]
    assert dollars.index.max() - dollars.index.min() == len(dollars) - 1
    assert dollars.low.is_monotonic_decreasing


def test_a_view_can_be_shared_by_its_address(page: Page, address: str):
    page.select_option("select[name=verdict]", "garbled")
    page.select_option("select[name=sort]", "figure")
    shown, shared = search(page, "usd"), page.evaluate("location.href")
    other = page.context.new_page()
    visit(other, shared)
    other.wait_for_selector("#shown[aria-busy=false]")
    assert visible(other) == shown and shown
    assert other.input_value("form.tools input[name=q]") == "usd"
    other.close()


def test_the_view_can_be_downloaded(page: Page, ledger):
    page.select_option("select[name=verdict]", "contradicted")
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV of this view").click()
    rows = list(csv.DictReader(io.StringIO(Path(started.value.path()).read_text(encoding="utf-8"))))
    assert [row["claim_id"] for row in rows] == visible(page)
    assert {row["verdict"] for row in rows} == {"contradicted"} and rows[0]["evidence"]


def test_a_view_that_cannot_be_had_is_said_and_can_be_had_later(page: Page):
    page.route("**/ledger.csv", lambda route: route.fulfill(status=404, body="<p>Not here</p>"))
    button = page.get_by_role("button", name="CSV of this view")
    button.click()
    expect(page.locator("#shown")).to_have_text("No CSV of this view: the table could not be fetched.")
    page.unroute("**/ledger.csv")
    with page.expect_download():
        button.click()


def test_findings_are_searched_as_soon_as_the_table_can_be_had(page: Page):
    page.route("**/ledger.csv", lambda route: route.abort())
    page.fill("form.tools input[name=q]", "altman")
    expect(page.locator("#shown")).to_contain_text("Findings were not searched")
    page.unroute("**/ledger.csv")
    page.fill("form.tools input[name=q]", "altman ")
    expect(page.locator("#shown")).not_to_contain_text("not searched")


def test_a_choice_that_there_is_not_leaves_all(page: Page, address: str):
    visit(page, f"{address}ledger.html?verdict=nonsense&sort=nonsense")
    assert page.input_value("select[name=verdict]") == "" and page.evaluate("location.search") in ("", "?sort=place")


def test_a_row_leads_to_the_full_entry_which_has_a_permalink_and_a_citation(page: Page):
    page.locator("#openai-revenue-h1-2025-jd a.anchor").click()
    page.wait_for_url("**/ledger-jinduan-2025.html#openai-revenue-h1-2025-jd")
    entry = page.locator("#openai-revenue-h1-2025-jd")
    assert entry.locator(".references a").count()
    entry.locator("a.anchor").click()
    assert page.url.endswith("#openai-revenue-h1-2025-jd")
    entry.locator("summary", has_text="Cite").click()
    assert "claim openai-revenue-h1-2025-jd" in entry.locator("code").inner_text()


def test_without_javascript_the_whole_table_is_there(browser: Browser, address: str, ledger):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}ledger.html")
    assert page.locator("table.ledger tbody tr").count() == len(ledger.claims())
    assert not page.locator("form.tools").is_visible(), "what is dead without its script is not shown"
    page.locator("#openai-revenue-h1-2025-jd a.anchor").click()
    page.wait_for_url("**/ledger-jinduan-2025.html#openai-revenue-h1-2025-jd")
    assert page.locator("#openai-revenue-h1-2025-jd .references").is_visible()
    context.close()


def test_each_source_has_a_page_of_entries_named_after_it(site: Path, ledger):
    sources = ledger.table("sources")
    assert sorted(ENTRIES) == sorted(f"ledger-{source}" for source in sources.source_id)
    for _, source in sources.iterrows():
        page = soup(site, f"ledger-{source.source_id}")
        named, date = page.h1.get_text().rstrip("¶# ").removeprefix("The ledger: ").split(", ")
        assert named in source.publisher
        assert date == day(f"{source.published[:7]}-01").replace("\xa0", " ").removeprefix("1 ")
        links = {link["href"] for link in page.select("main a")}
        assert {"ledger.html", f"sources.html#{source.source_id}"} <= links
        assert soup(site, "sources").find(id=source.source_id).select(f"a[href='ledger-{source.source_id}.html']")


def test_only_the_ledger_page_loads_its_script(site: Path):
    for path in site.glob("*.html"):
        loaded = re.search(r'data-scripts="[^"]*_static/ledger\.[0-9a-f]{8}\.js', path.read_text(encoding="utf-8"))
        assert bool(loaded) == (path.stem == "ledger")
