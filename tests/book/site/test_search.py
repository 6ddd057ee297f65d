"""The search finds figures, claims, people and firms, and says where: in sentences, and at the place itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from .conftest import until, visit
from .test_pages import soup

# What is looked for, and a place that is among the first three.
WANTED = {
    "2027": "bubble.html#what-would-settle-it",
    "16%": "ledger-jinduan-2025.html#openai-revenue-growth-h1-2025-jd",
    "16 percent": "ledger-jinduan-2025.html#openai-revenue-growth-h1-2025-jd",
    "4.3 billion": "ledger-jinduan-2025.html#openai-revenue-h1-2025-jd",
    "$4.3bn": "ledger-jinduan-2025.html#openai-revenue-h1-2025-jd",
    "$4.3B": "ledger-jinduan-2025.html#openai-revenue-h1-2025-jd",
    "$600B": "ledger-kechuangban-2024.html#ai-revenue-needed-cahn-kcb",
    "17%": "ledger-stargate-2025.html#deepseek-r1-us-tech-unrest-sg",
    "US$4.3bn": "ledger-jinduan-2025.html#openai-revenue-h1-2025-jd",
    "„4.3 billion“": "ledger-jinduan-2025.html#openai-revenue-h1-2025-jd",
    "6 GW": "ledger-jinduan-2025.html#stargate-power-target-6gw-jd",
    "openai-revenue-h1-2025-jd": "ledger-jinduan-2025.html#openai-revenue-h1-2025-jd",
    "jensen huang": "glossary.html#jensen-huang",
    "CoreWeave": "ledger-jinduan-2025.html#meta-coreweave-contract-end",
    "Nvidia": "glossary.html#nvidia",
    "Donald Trump": "glossary.html#donald-trump",
    "Xi Jinping": "timeline.html#us-china-truce-2025-10",
    "run rate": "glossary.html#term-Run-rate",
    "OpenAI lose 2024": "disagreements.html#openai-loss-2024",
    "Milliarden Nvidia-Chips gehortet": "ledger-kechuangban-2024.html#meta-nvidia-spend-kcb",
}


@pytest.fixture(scope="module")
def page(browser: Browser):
    page = browser.new_page()
    yield page
    page.close()


def found(page: Page, address: str, words: str) -> list[str]:
    """The addresses of what is found."""
    visit(page, f"{address}search.html?q={quote(words)}")
    expect(page.locator("#found")).to_contain_text("with “")
    return [link.get_attribute("href") for link in page.locator("#search-results li > a").all()]


@pytest.mark.parametrize("words", WANTED)
def test_it_finds_what_a_reader_looks_for(page: Page, address: str, words: str):
    assert WANTED[words] in found(page, address, words)[:3]


@pytest.mark.parametrize(
    ("words", "within"),
    [("1.4", "1.42"), ("4.3 billion", "14.3 billion"), ("17", "2017"), ("2 billion", "2.5 billion")],
)
def test_a_figure_is_not_found_within_another(page: Page, address: str, words: str, within: str):
    found(page, address, words)
    marks = page.locator("#search-results mark").all_text_contents()
    assert marks and set(marks) == {words}
    assert not any(within in text for text in page.locator("#search-results li:not(:has(mark))").all_text_contents())


def test_what_is_found_is_a_place_and_a_whole_sentence(page: Page, address: str, site: Path):
    links = found(page, address, "Oracle")
    assert len(links) > 5
    for link in links:
        name, _, anchor = link.partition("#")
        assert not anchor or soup(site, name.removesuffix(".html")).find(id=anchor), link
    sentences = page.locator("#search-results .context").all_text_contents()
    assert all(re.search(r"[.?!:”…]$", sentence) for sentence in sentences if sentence)


def test_every_claim_and_page_is_there_and_no_letter_of_a_chart(site: Path, ledger):
    passages = json.loads((site / "search.json").read_text(encoding="utf-8"))
    addresses = {passage[0] for passage in passages}
    claims = ledger.claims()
    assert {f"ledger-{row.source_id}.html#{row.claim_id}" for row in claims.itertuples()} <= addresses
    pages = {address.partition("#")[0] for address in addresses}
    assert pages == {path.name for path in site.glob("*.html")} - {"404.html", "search.html"}
    texts = " ".join(text for *_, text, _ in passages)
    assert not re.search(r"[<>{}]|\d{12}", texts), "no markup, and no labels run together"
    shown = ledger.claim("openai-revenue-h1-2025-jd")["stated"].replace("\u00a0", " ")
    assert shown in texts and f"{shown}{shown}" not in texts


def test_nothing_found_says_what_to_try(page: Page, address: str):
    assert found(page, address, "no such words anywhere") == []
    expect(page.locator("#found")).to_contain_text("try fewer")


def test_many_places_are_shown_in_two_steps(page: Page, address: str):
    assert len(found(page, address, "OpenAI")) == 30
    more = page.get_by_role("button", name=re.compile(r"Show the other \d+"))
    rest = int(re.search(r"\d+", more.text_content())[0])
    more.click()
    assert page.locator("#search-results li").count() == 30 + rest
    assert page.evaluate("document.activeElement.matches('#search-results li:nth-child(31) a')")


def test_it_is_reached_from_every_page_and_loads_only_when_asked(browser: Browser, address: str):
    page = browser.new_page()
    loaded = []
    page.on("request", lambda request: loaded.append(request.url.rpartition("/")[2]))
    visit(page, f"{address}index.html")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Search").click()
    page.wait_for_url("**/search.html")
    assert page.title().startswith("Search ·") and "search.json" not in loaded
    assert "figures" in page.locator("meta[name=description]").get_attribute("content")
    page.get_by_label("Words, figures or a claim's id").fill("Sequoia’s rule")
    page.keyboard.press("Enter")
    page.locator("ul.search li a").first.click()
    page.wait_for_url("**/bubble.html*")
    assert "search.json" in loaded and page.locator("h1").is_visible()
    page.close()


@pytest.mark.parametrize("before", ["", "?q=nvidia"])
def test_what_is_typed_before_the_script_is_here_stays(browser: Browser, address: str, before: str):
    page = browser.new_page()
    held: list[Route] = []
    page.route("**/search.*.js", lambda route: held.append(route), times=1)
    page.goto(f"{address}search.html{before}")
    page.get_by_label("Words, figures or a claim's id").fill("yardstick")
    until(page, "!!document.head.querySelector('script[src*=search]')")
    held.pop().continue_()
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("with “yardstick”")
    page.close()


def test_it_says_what_it_does_and_what_went_wrong(browser: Browser, address: str):
    page = browser.new_page()

    def lost(route: Route) -> None:
        expect(page.locator("#found")).to_have_text("Searching…")
        route.abort()

    page.route("**/search.json", lost)
    page.goto(f"{address}search.html?q=nvidia")
    expect(page.locator("#found")).to_have_text("The search could not be loaded. Try again, or look in the ledger.")
    page.close()


def test_a_dash_or_none_and_percent_in_sign_or_word_find_the_same(page: Page, address: str):
    for one, other in (("DeepSeek-R1", "DeepSeek R1"), ("17%", "17 percent"), ("17 %", "17 per cent")):
        assert set(found(page, address, one)) <= set(found(page, address, other)) and found(page, address, one), one


def test_a_long_query_is_wrapped(page: Page, address: str):
    found(page, address, "a" * 400)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
