"""Figures open their evidence: by mouse, keyboard and touch; and what the pages show is traced, counted in their HTML.

The count of untraced figures here is made from the built pages and shares nothing with `explainer.site.lint` but the
reader's idea of a figure: digits that are neither a date nor a name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, NavigableString
from playwright.sync_api import Browser, BrowserContext, Page, expect

from explainer.site.evidence import RESTS_ON

from .conftest import READERS, until, visit
from .test_pages import CHAPTERS, ENTRIES, PAGES, entries, soup

FIGURES = "p > a.claim, p > a.derived, strong > a.claim, strong > a.derived, em > a.claim, ul.claims > li > a.claim"
# What may stand on a page without a trace: dates, names of things, and the numbers of our own furniture.
NAMES = (
    r"\d{1,2}(–\d{1,2})? (January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?"
    r"|\b(19|20)\d\d(-\d\d){0,2}s?\b|GPT-\d(\.\d)?|\bo1\b|\bR1\b|\bV3(\.2)?\b|H800|Llama 3\.1|Kimi K3|Grok 4|Sora 2|Claude( Sonnet)? 4\.5|MI300X|36Kr|MI450|GB300|Python 3\.11|CC BY 4\.0|SHA-256|UTF-8|ISO (8601|639-1|3166-1)|© \d{4}"
)


# In one question to the browser, where asking each figure would take three.
OPENERS = """figures => Object.entries(Object.fromEntries(figures.map((figure, place) => [figure, place]).filter(([figure]) =>
    figure.checkVisibility({ visibilityProperty: true }) && figure.getClientRects().length).reverse().map(([figure, place]) =>
    [figure.dataset.about || `about-${figure.dataset.claim}`, place])))"""


def openers(page: Page) -> list[tuple[str, int]]:
    """One visible figure for each thing that can be opened on the page, by its place among all, in the order of the
    page."""
    return sorted(page.locator(FIGURES).evaluate_all(OPENERS), key=lambda found: found[1])


# In one question too: who has the focus, its name and role, and where it lies.
OPENED = """popover => {
    const { left, right } = popover.getBoundingClientRect();
    return [popover === document.activeElement, popover.ariaLabel, popover.getAttribute('role'), left, right];
}"""
# Opens them one after the other and closes each again; what is told of each, as by OPENED.
OPENS = f"""async ([where, found]) => {{
    const figures = [...document.querySelectorAll(where)], look = {OPENED}, told = [];
    const settled = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    for (const [about, place] of found) {{
        const figure = figures[place], popover = document.getElementById(about);
        figure.click();
        await settled();
        told.push([about, figure.ariaHasPopup, figure.ariaExpanded, ...look(popover)]);
        popover.hidePopover();
        await settled();
        if (figure.ariaExpanded !== 'false' || popover.matches(':popover-open')) told.push([about, 'is open still']);
    }}
    return told;
}}"""


def _is_open(figure, popover, width: int) -> None:
    expect(figure).to_have_attribute("aria-expanded", "true")
    focused, label, role, left, right = popover.evaluate(OPENED)
    assert focused, "focus moves in, so that it is read out"
    assert label and role == "dialog"
    assert left >= 0 and right <= width + 0.5 and right - left > 250


@pytest.mark.parametrize(
    ("name", "reader"),
    [(name, reader) for name in ("index", *CHAPTERS) for reader in READERS[::3]],
    indirect=["reader"],
)
def test_each_figure_opens_its_evidence(name: str, reader: BrowserContext, address: str):
    """Each is asked by a script, some by hand: with a finger on a phone, with mouse and keys on a desk."""
    page = reader.new_page()
    visit(page, f"{address}{name}.html")
    page.evaluate("document.querySelectorAll('.drawers details').forEach(drawer => { drawer.open = true })")
    found, width = openers(page), page.viewport_size["width"]
    assert len(found) >= 4
    opened = page.evaluate(OPENS, [FIGURES, found])
    assert len(opened) == len(found)
    for about, kind, expanded, focused, label, role, left, right in opened:
        assert (kind, expanded, role, focused) == ("dialog", "true", "dialog", True), about
        assert label and left >= 0 and right <= width + 0.5 and right - left > 250, about

    for about, place in found[::8]:
        figure, popover = page.locator(FIGURES).nth(place), page.locator(f"[id='{about}']")
        if width == 390:
            figure.tap()
            _is_open(figure, popover, width)
            page.keyboard.press("Escape")
            expect(popover).to_be_hidden()
        else:
            figure.click()
            _is_open(figure, popover, width)
            page.keyboard.press("Escape")
            expect(figure).to_have_attribute("aria-expanded", "false")
            assert figure.evaluate("f => f === document.activeElement"), "focus returns to the figure"

            page.keyboard.press("Enter")
            popover.get_by_role("button", name="Close").click()
            expect(popover).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.url.endswith(f"{name}.html")
    page.close()


@pytest.mark.parametrize("name", ["index", *CHAPTERS])
def test_each_popover_holds_what_a_doubter_needs(name: str, site: Path, ledger):
    page = soup(site, name)
    popovers, recorded = page.select(".popovers > .about"), set(ledger.records().record_id)
    assert len(popovers) >= 4
    for popover in popovers:
        said = " ".join(popover.get_text().split())
        if popover["id"].startswith("about-derived-"):
            figure = page.find(attrs={"data-about": popover["id"]})
            words = " ".join(figure.find(string=True).split())
            assert f"{words} is computed: " in said
            continue
        if popover["id"].removeprefix("about-") in recorded:
            value = ledger.record(popover["id"].removeprefix("about-"))
            for part in (value.stated, value.entity_name, value.definition, value.status, value.evidence):
                assert " ".join(part.split()) in said
            continue
        claim = ledger.claim(popover["id"].removeprefix("about-"))
        for part in (claim.evidence, claim.gloss, claim.publisher, claim.kind, claim.finding):
            assert " ".join(part.split()) in said
        assert popover.select_one(f"a[href='ledger-{claim.source_id}.html#{claim.claim_id}']")
        assert popover.q["lang"] == "de" and popover["aria-label"]


def test_without_javascript_a_figure_leads_to_its_entry(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}texts.html")
    page.locator("p > a.claim[data-claim=openai-revenue-h1-2025-jd]").first.click()
    page.wait_for_url("**/ledger-jinduan-2025.html#openai-revenue-h1-2025-jd")
    assert "4,3 Milliarden Dollar" in page.locator("#openai-revenue-h1-2025-jd q[lang=de]").inner_text()
    context.close()


def test_opening_evidence_asks_nobody(browser: Browser, address: str):
    page = browser.new_page()
    visit(page, f"{address}bubble.html")
    figure = page.locator("p > a.claim").first
    figure.hover()  # reaches for it: what offers to take along comes, once and from here
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    figure.click()
    page.wait_for_timeout(200)
    assert requests == []
    page.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_figure_on_a_page_is_untraced(name: str, site: Path):
    untraced = []
    article = soup(site, name).find("article")
    for text in article.find_all(string=re.compile(r"\d")):
        if not isinstance(text, NavigableString) or text.find_parent(
            ["code", "pre", "script", "style", "svg", "cite", "data"]
        ):
            continue
        if text.find_parent(attrs={"data-record": True}) or text.find_parent("section", class_="series"):
            continue  # the record, which says of itself what it counts
        if text.find_parent(attrs={"data-claim": True}) or text.find_parent(
            attrs={"data-claims": True}, class_=lambda c: c != "exhibit"
        ):
            continue
        entry = text.find_parent(attrs={"data-entry": True})
        if entry and (entry.get("data-told") == "record" or entry.select_one("[data-claim]")):
            continue  # a development beside the pages that tell of it, or an event beside its claims
        if text.find_parent("form", class_="tools") or text.find_parent(class_="controls"):
            continue  # names to choose from, and what the reader sets
        if text.find_parent(class_="about") or text.find_parent("tr", id=True) or text.find_parent(class_="drawers"):
            continue  # evidence itself, a ledger entry, the table and claims of an exhibit
        if text.find_parent("table", class_="dictionary"):
            continue  # the schema describing itself
        rest = re.sub(NAMES, " ", str(text))
        untraced += [(text.strip()[:80], figure) for figure in re.findall(r"\d[\d.,]*", rest)]
    assert untraced == []


@pytest.mark.parametrize("name", CHAPTERS)
def test_alternative_texts_carry_no_untraced_figure(name: str, site: Path):
    for image in soup(site, name).select("svg[role=img]"):
        assert re.findall(r"\d+", re.sub(NAMES, " ", image["aria-label"])) == []


def test_backlinks_and_uses_agree(site: Path, ledger):
    """Every use in the HTML is listed under its claim, and every listed use exists."""
    used: dict[str, set[str]] = defaultdict(set)
    for name in PAGES:
        if name in ("ledger", "search", *ENTRIES):
            continue
        for element in soup(site, name).find("article").select("[data-claim], [data-claims]"):
            if element.find_parent(class_="door"):
                continue  # a chapter's exhibit, counted there
            place = element.find_parent(["figure", "section", "div", "li"], attrs={"data-label": True, "id": True})
            place = place or element.find_parent("figure", attrs={"data-claims": True, "id": True})
            place = place or (element if element.get("id") else element.find_parent("p", id=True))
            assert place, f"{name}: a use without an anchor: {element.get_text()[:60]}"
            for claim in (element.get("data-claim") or element["data-claims"]).split():
                used[claim].add(f"{name}.html#{place['id']}")
    listed = {row["id"]: {link["href"] for link in row.select(".uses a")} for row in entries(site)}
    assert set(listed) == set(ledger.claims().claim_id)
    assert {claim for claim, links in listed.items() if links} == set(used)
    for claim, links in used.items():  # places under one title share a link, to the first
        assert listed[claim] <= links
        assert {link.split("#")[0] for link in listed[claim]} == {link.split("#")[0] for link in links}
    assert sum(map(len, used.values())) > 300


def test_a_derived_figure_says_what_it_rests_on(site: Path):
    for name in ["index", *CHAPTERS]:
        page = soup(site, name)
        for link in page.select("a.derived"):
            about = page.find(id=link["data-about"])
            assert RESTS_ON[link["data-values"]] in about.get_text()
            assert len(about.get_text().split("is computed: ")[1].split(".")[0].split()) > 2, "the formula"


def test_what_a_claim_adds_to_a_page(site: Path):
    """A popover is to cost a page little: at most 400 bytes compressed."""
    import gzip

    for name in CHAPTERS:
        html = (site / f"{name}.html").read_text(encoding="utf-8")
        page = BeautifulSoup(html, "html.parser")
        popovers = page.select(".popovers > .about")
        without = re.sub(r'<div popover class="about".*?</div>', "", html, flags=re.DOTALL)
        assert without != html
        cost = (len(gzip.compress(html.encode(), mtime=0)) - len(gzip.compress(without.encode(), mtime=0))) / len(
            popovers
        )
        assert 50 < cost <= 400, f"{name}: {cost:.0f} bytes a popover"


WITHIN = """() => {
  const { left, right } = document.querySelector('.about:popover-open').getBoundingClientRect();
  return left >= 0 && right <= innerWidth;
}"""


def test_evidence_stays_in_the_window_whatever_becomes_of_that(browser: Browser, address: str):
    """Opened on a wide screen and on a narrow one, and left open while the screen changes."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    visit(page, f"{address}bubble.html")
    figure, about = page.locator("main p > a.claim").nth(2), page.locator(".about:popover-open")
    for sizes in (
        [(1280, 800), (390, 800)],
        [(390, 800), (1280, 800)],
        [(1280, 800), (768, 700)],
        [(844, 390), (390, 844)],
    ):
        for open_again in (False, True):
            page.set_viewport_size(dict(zip(("width", "height"), sizes[0])))
            figure.click()
            if open_again:
                page.keyboard.press("Escape")
            page.set_viewport_size(dict(zip(("width", "height"), sizes[1])))
            if open_again:
                figure.click()
            until(page, WITHIN)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (sizes, open_again)
            box = about.bounding_box()
            if open_again:
                assert box["y"] >= 0 and box["y"] + box["height"] <= sizes[1][1], (sizes, box)
            page.keyboard.press("Escape")
    page.close()


def test_on_paper_a_note_that_was_read_is_as_any_other(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    visit(page, f"{address}bubble.html")
    figures = page.locator("main p > a.claim")
    figures.nth(0).click()
    page.keyboard.press("Escape")
    figures.nth(2).click()
    page.pdf()  # tells the page that it is printed
    expect(page.locator(".about:popover-open")).to_have_count(0)
    page.emulate_media(media="print")
    widths = page.locator(".popovers .about").evaluate_all(
        "notes => notes.map(note => note.getBoundingClientRect().width)"
    )
    assert len(set(widths)) == 1 and len(widths) > 20
    page.close()
