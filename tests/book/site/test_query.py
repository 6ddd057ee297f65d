"""A reader's queries are answered in his browser as Python's SQLite answers them on the published file."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import visit
from .test_pages import soup

DATABASE = "data/bubble-or-build-out.sqlite"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"


def worked(site: Path) -> list[tuple[str, str]]:
    """The worked queries of the page, each by what it is called."""
    answers = soup(site, "query").select("[data-query]")
    return [(each["data-query"], each.find_previous("pre").get_text().strip()) for each in answers]


def found(site: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{site / DATABASE}?mode=ro", uri=True)) as base:
        return base.execute(query).fetchall()


def plain(cell: object) -> str:
    """A value of SQLite as JavaScript writes it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell)


def taken(page: Page) -> list[list[str]]:
    """The answer as a reader takes it along."""
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    return list(csv.reader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))


def cells(page: Page, where: str) -> list[list[str]]:
    rows = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    return page.locator(f"{where} tr").evaluate_all(rows)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def test_worked_queries_find_in_the_browser_what_python_finds(page: Page, address: str, site: Path):
    queries = worked(site)
    assert len(queries) == 5
    visit(page, f"{address}query.html")
    for title, query in queries:
        page.select_option("#sql select", label=title)
        page.get_by_role("button", name="Run").click()
        expect(page.locator("#answer table")).to_be_visible()
        head, *rows = taken(page)
        assert rows == [[plain(cell) for cell in row] for row in found(site, query)], title
        assert cells(page, "#answer") == cells(page, f"[data-query='{title}']"), "as the page had it already"
        assert cells(page, "#answer thead") == [head]
        assert page.locator("#answer caption").text_content() == page.locator("#sql [role=status]").inner_text()


def test_nothing_is_fetched_before_a_query_and_all_of_it_from_here(page: Page, address: str, site: Path):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    visit(page, f"{address}query.html")
    page.wait_for_load_state("networkidle")
    fetched = (".wasm", ".sqlite", "worker", "sql-wasm")
    assert [url for url in asked if any(kind in url for kind in fetched)] == []
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer table")).to_be_visible()
    assert all(any(kind in url for url in asked) for kind in fetched)
    assert [url for url in asked if url.startswith("http")] == []
    named = [path.name for path in site.glob("*.html") if "sql-wasm" in path.read_text(encoding="utf-8")]
    assert named == ["query.html"], "no other page knows of it"


def test_the_address_keeps_a_query_and_brings_it_back(page: Page, address: str, site: Path):
    query = "SELECT entity_id, name\nFROM entities WHERE name LIKE '%&%' OR kind = 'person' -- 100%"
    visit(page, f"{address}query.html")
    page.get_by_label("Query in SQL").fill(query)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer table")).to_be_visible()
    assert parse_qs(urlsplit(page.url).query) == {"sql": [query]}
    page.reload()
    expect(page.locator("#answer table")).to_be_visible()
    assert page.get_by_label("Query in SQL").input_value() == query
    assert page.locator("#sql select option:checked").inner_text() == "a query of your own"
    assert cells(page, "#answer tbody") == [list(row) for row in found(site, query)]


def test_what_a_query_does_to_the_tables_is_gone_with_the_next(page: Page, address: str):
    visit(page, f"{address}query.html?{urlencode({'sql': 'DROP TABLE claims; SELECT 1 AS gone'})}")
    expect(page.locator("#answer td")).to_have_text("1")
    page.get_by_label("Query in SQL").fill("SELECT count(*) > 0 AS there, x'01ab' AS bytes FROM claims")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer th").first).to_have_text("there")
    assert taken(page) == [["there", "bytes"], ["1", "01ab"]]


def test_a_query_of_ones_own_is_kept_while_others_are_tried_and_a_long_one_stays_out_of_the_address(
    page: Page, address: str
):
    visit(page, f"{address}query.html")
    field, choice, run = (
        page.get_by_label("Query in SQL"),
        page.locator("#sql select"),
        page.get_by_role("button", name="Run"),
    )
    field.fill("")
    run.click()
    expect(page.locator("#sql [role=status]")).to_have_text("There is no query yet.")
    field.fill(f"SELECT 1 AS one -- {'x' * 5000}")
    choice.select_option(index=1)
    assert not field.input_value().startswith("SELECT 1 AS one")
    choice.select_option(index=0)
    run.click()
    expect(page.locator("#answer td")).to_have_text("1")
    assert page.url == f"{address}query.html"


def test_an_error_is_said_and_the_next_query_answered(page: Page, address: str):
    visit(page, f"{address}query.html?{urlencode({'sql': 'SELECT colour FROM claims'})}")
    expect(page.get_by_role("alert")).to_have_text("SQLite says: no such column: colour")
    expect(page.locator("#answer")).to_be_hidden()
    page.get_by_label("Query in SQL").fill("CREATE TEMP TABLE mine AS SELECT 7 AS one; SELECT one FROM mine;")
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer td")).to_have_text("7")
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_query_without_an_end_is_stopped(page: Page, address: str):
    visit(page, f"{address}query.html?{urlencode({'sql': ENDLESS})}")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#sql [role=status]")).to_have_text("Stopped.")
    assert page.locator("#sql button:focus").inner_text() == "Run"
    page.get_by_label("Query in SQL").fill("SELECT 'alive'")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer td")).to_have_text("alive")


def test_of_a_long_answer_the_first_rows_are_shown_and_all_taken_along(page: Page, address: str, ledger):
    every = len(ledger.claims())
    sql = "SELECT a.claim_id, b.evidence FROM claims AS a, claims AS b"
    visit(page, f"{address}query.html?{urlencode({'sql': sql})}")
    said = f"{every**2} rows, of which the first 500 are shown; the CSV has all."
    expect(page.locator("#sql [role=status]")).to_have_text(said)
    assert page.locator("#answer tbody tr").count() == 500
    assert len(taken(page)) == every**2 + 1


@pytest.mark.parametrize("lost", ["**/*.wasm", "**/*.sqlite", "**/query-worker.*"])
def test_what_cannot_be_loaded_is_said_and_may_come_later(lost: str, page: Page, address: str):
    page.route(lost, lambda route: route.abort())
    visit(page, f"{address}query.html")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    page.unroute(lost)
    page.get_by_role("button", name="Run").click()
    expect(page.locator("#answer table")).to_be_visible()


def test_from_disk_the_page_says_that_it_cannot(page: Page, site: Path):
    visit(page, (site / "query.html").as_uri())
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("where the site is served")


def test_without_javascript_worked_queries_are_read_with_their_answers(browser: Browser, address: str, site: Path):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{address}query.html")
    expect(page.locator("form#sql")).to_be_hidden()
    expect(page.locator("noscript p")).to_be_visible()
    for title, query in worked(site):
        assert page.locator(f"[data-query='{title}'] tbody tr").count() == len(found(site, query))
    context.close()
