"""The built site as a reader meets it: every page in a real browser, light and dark, on a phone and on a desk.

Covered: console, foreign requests, sideways scroll, charts painted, links and anchors, what works without JavaScript,
the choice of colours. Budgets, accessibility and hosting have files of their own beside this one.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlparse

import pytest
from bs4 import BeautifulSoup, Tag
from playwright.sync_api import Browser, BrowserContext

from explainer.paths import ROOT
from explainer.site.builder import CodeFormatter

from .conftest import READERS, visit

PAGES = ["index", *(path.stem for path in sorted((ROOT / "book").glob("*.md")) if path.stem != "index"), "search"]
ENTRIES = [name for name in PAGES if name.startswith("ledger-")]  # the full entries, a page for each source
TOPICS = [name for name in PAGES if name.startswith("record-")]  # the series, a page for each topic
ALIKE = [*ENTRIES[1:], *TOPICS[1:]]  # pages that differ from another in their rows alone
CHAPTERS = ["bubble", "us-china", "holiday-week"]


@pytest.mark.parametrize(
    ("name", "reader"),
    [(name, reader) for name in PAGES for reader in (READERS[:1] if name in ALIKE else READERS[::3])],
    indirect=["reader"],
)
def test_page(name: str, reader: BrowserContext, address: str):
    page = reader.new_page()
    messages, requests, failed = [], [], []
    page.on("console", lambda message: messages.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    visit(page, f"{address}{name}.html")
    page.wait_for_load_state("networkidle")

    assert messages == []
    assert failed == []
    assert [url for url in requests if not url.startswith((address, "data:"))] == []
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.mouse.wheel(400, 0)
    assert page.evaluate("scrollX") == 0

    for exhibit in page.locator("figure.exhibit").all():
        page.mouse.move(0, 0)  # a chart under the pointer would come alive
        exhibit.scroll_into_view_if_needed()
        shown = [chart for chart in exhibit.locator("svg[role=img]").all() if chart.is_visible()]
        assert len(shown) == 1, "one drawing of the two"
        box = shown[0].bounding_box()
        assert box["width"] > 250 and box["height"] > 60 and box["x"] + box["width"] <= width
        assert (
            shown[0].evaluate(
                "svg => [...svg.querySelectorAll('path, text')].filter(m => m.getBBox().width > 0).length"
            )
            > 5
        )
        colours = shown[0].evaluate(
            "svg => new Set([...svg.querySelectorAll('path, text')].map(m => getComputedStyle(m).fill)).size"
        )
        assert colours > 1, "the page's colours reach the chart"
        for summary in exhibit.locator("summary").all():
            summary.click()
        assert exhibit.locator("table").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "nor with its table open"
    page.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_without_javascript(name: str, browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(f"{address}{name}.html")
    assert page.locator("h1").is_visible()
    exhibits = page.locator("figure.exhibit")
    assert exhibits.count() >= 4
    for exhibit in exhibits.all():
        assert exhibit.locator(".chart.narrow svg").is_visible()
        exhibit.locator("summary", has_text="Table").click()
        assert exhibit.locator("table").is_visible()
    context.close()


def test_colours_follow_the_system_until_a_reader_chooses(browser: Browser, address: str):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    visit(page, f"{address}index.html")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(paper)
    button = page.get_by_role("button", name="Colours")
    button.click()
    light = page.evaluate(paper)
    assert light != dark and "Colours: light" in button.inner_text()
    visit(page, f"{address}glossary.html")
    assert page.evaluate(paper) == light, "the choice holds on the next page"
    button.click()
    button.click()
    assert "Colours: automatic" in button.inner_text() and page.evaluate(paper) == dark
    context.close()


def test_all_pages_can_be_reached_from_any(browser: Browser, address: str):
    context = browser.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}bubble.html")
    page.get_by_role("button", name="All pages").click()
    links = page.get_by_role("navigation", name="All pages").get_by_role("link")
    named = {link.get_attribute("href").split("#")[0] for link in links.all()}
    assert {f"{name}.html" for name in PAGES if name not in (*ENTRIES, *TOPICS)} - {
        "index.html",
        "bubble.html",
    } <= named
    assert not named & {f"{name}.html" for name in (*ENTRIES, *TOPICS)}, (
        "the ledger and the record lead there; in the menu they would be a clutter"
    )
    links.get_by_text("Glossary").click()
    page.wait_for_url("**/glossary.html")
    context.close()


def soup(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def test_every_internal_link_and_anchor_resolves(site: Path):
    pages = {path.name: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in site.glob("*.html")}
    anchors = {name: {element["id"] for element in page.find_all(id=True)} for name, page in pages.items()}
    broken, seen = [], 0
    for name, page in pages.items():
        for element, attribute in ((e, a) for a in ("href", "src") for e in page.find_all(attrs={a: True})):
            target = element[attribute]
            if urlparse(target).scheme or element.name == "base":
                continue
            seen += 1
            path, anchor = urldefrag(urljoin(name, unquote(target)))
            path = path.split("?")[0] or name
            if not (site / path).is_file() or (anchor and path in anchors and anchor not in anchors[path]):
                broken.append(f"{name}: {target}")
    assert broken == [] and seen > 500


def test_no_two_elements_share_an_id(site: Path):
    for name in [*PAGES, "404"]:
        ids = [element["id"] for element in soup(site, name).find_all(id=True)]
        assert sorted({i for i in ids if ids.count(i) > 1}) == [], name


def entries(site: Path) -> list[Tag]:
    """The full entries of all claims, in the order of the ledger."""
    pages = (
        soup(site, link["href"].removesuffix(".html"))
        for link in soup(site, "ledger").select("main p a[href^=ledger-]")
    )
    return [row for page in pages for row in page.select("table.ledger tbody tr")]


def test_each_claim_has_a_row_and_an_entry_and_each_source_its_own(site: Path, ledger):
    for found in (soup(site, "ledger").select("table.ledger tbody tr"), entries(site)):
        assert [element["id"] for element in found] == list(ledger.claims().claim_id)
        assert all(element.q["lang"] == "de" and element.select_one(".verdict") for element in found)
    assert [section["id"] for section in soup(site, "sources").select("section.source")] == list(
        ledger.table("sources").source_id
    )


def test_each_traced_figure_is_a_claim_of_the_ledger(site: Path, ledger):
    known, recorded, used = set(ledger.claims().claim_id), set(ledger.records().record_id), 0
    for name in PAGES:
        for element in soup(site, name).select("[data-claim], [data-claims]"):
            ids = (element.get("data-claim") or element["data-claims"]).split()
            rests = ids or element.get("data-records") or element.find_parent(attrs={"data-records": True})
            assert rests and set(ids) <= known, element
            used += 1
        for element in soup(site, name).select("[data-record], [data-records]"):
            ids = (element.get("data-record") or element["data-records"]).split()
            assert ids and set(ids) <= recorded
    assert used > 100


def test_the_data_dictionary_describes_every_column(site: Path, ledger):
    tables = soup(site, "method").select("table.dictionary")
    listed = [[cell.text for cell in table.select("tbody th")] for table in tables]
    assert listed == [table.names for table in ledger.schema.tables.values()]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_is_long_enough_and_drawn_from_the_ledger(name: str, site: Path):
    article = soup(site, name).article
    exhibits = article.select("figure.exhibit")
    assert len(exhibits) >= 4
    assert all(exhibit["data-claims"] or exhibit["data-records"] for exhibit in exhibits)
    for exhibit in exhibits:
        exhibit.decompose()
    words = re.findall(r"\w[\w'’-]*", " ".join(p.get_text(" ") for p in article.find_all("p")))
    assert len(words) >= 900, len(words)
    headings = [heading.get_text().rstrip("¶# ") for heading in article.find_all("h2")]
    for part in ("What is at stake", "What would settle it", "What we don’t know"):
        assert any(part in heading for heading in headings), headings


def test_code_is_marked_only_where_the_style_colours_it(site: Path):
    style = soup(site, "bubble").select_one("style").string
    coloured = {
        name for rule in re.findall(r"\.highlight (\S.*?) \{ color", style) for name in re.findall(r"\.(\w+)", rule)
    }
    marked = {
        name
        for page in CHAPTERS
        for span in soup(site, page).select(".highlight span[class]")
        for name in span["class"]
    }
    assert coloured == CodeFormatter.coloured
    assert marked <= coloured and {"c1", "k"} <= marked
