"""The site in Firefox and in WebKit: on every page, what a reader sees and can do there."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests import engines
from tests.engines import Engine
from tests.tools import need

from .conftest import Quiet, served
from .test_controls import CALCULATIONS
from .test_query import found, plain, worked

ENGINES = {"Firefox": (engines.firefox, engines.Firefox), "WebKit": (engines.webkit, engines.WebKit)}
STILL = 3  # seconds in which no page asks for anything more
LOUD = b"<!doctype html><script>nowhere()</script><script>console.log('the last words')</script>"
OPEN = "[...document.querySelectorAll('.about')].filter(about => about.matches(':popover-open')).map(about => about.id)"
# Figures and terms without the line that tells that they open something.
UNMARKED = """return [...document.querySelectorAll('a.claim, a.derived, a.term')].filter(link => {
  const { textDecorationLine: line, textDecorationStyle: style, textDecorationColor: colour } = getComputedStyle(link);
  const wanted = link.matches('.term') ? 'solid' : link.matches('.open') ? 'dashed' : 'dotted';
  return line !== 'underline' || style !== wanted || colour === 'rgba(0, 0, 0, 0)';
}).map(link => link.outerHTML)"""
UNPAINTED = """return [...document.querySelectorAll('.chart svg :is(text, path[fill], path[stroke], rect, circle, line)')].filter(mark => {
  const { fill, stroke } = getComputedStyle(mark);
  return fill === 'none' && stroke === 'none';
}).map(mark => mark.outerHTML)"""


@pytest.fixture(scope="module", params=ENGINES)
def engine(request) -> Iterator[Engine]:
    tool, start = ENGINES[request.param]
    need(tool())
    engine = start()
    yield engine
    engine.quit()


def test_the_console_is_heard(engine: Engine, address: str):
    """Or else that nothing is said there would prove nothing."""
    engine.visit(f"{address}index.html")
    engine.js("document.head.append(Object.assign(document.createElement('script'), { textContent: '1' }))")
    deadline = time.monotonic() + engines.PATIENCE
    while not engine.said and time.monotonic() < deadline:
        time.sleep(0.05)
    said = "".join(engine.said)
    assert "Content-Security-Policy" in said or "securitypolicyviolation: script-src" in said, (
        "a blocked script is told"
    )


def test_webkit_has_nothing_to_say_while_pages_open(site: Path):
    """On its own console, which its driver does not tell: each page in a tab, and one that errs, when the others are still."""
    need(engines.webkit())
    asked = time.monotonic()

    class Handler(Quiet):
        def do_GET(self):
            nonlocal asked
            if not self.path.startswith("/loud.html"):
                asked = time.monotonic()
                return super().do_GET()
            while time.monotonic() - asked < STILL:
                time.sleep(0.1)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(LOUD)

    pages = sorted(path.name for path in site.glob("*.html"))
    with served(site, Handler) as address:
        said = engines.webkit_console([f"{address}{page}" for page in [*pages, "loud.html"]], "the last words")
    assert len(said) == 1 and "nowhere" in said[0], said


def test_every_page_is_whole_marked_and_quiet(engine: Engine, site: Path, address: str):
    figures = 0
    for path in sorted(site.glob("*.html")):
        engine.visit(f"{address}{path.name}")
        wide = engine.js("return document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path.name} can be scrolled sideways by {wide} px"
        assert engine.js(UNMARKED) == [], path.name
        assert engine.js(UNPAINTED) == [], path.name
        figures += engine.js("return document.querySelectorAll('a.claim, a.derived').length")
        assert list(engine.said) == [], path.name
    assert figures > 500


@pytest.mark.parametrize("name", ["index", "bubble", "timeline", "disagreements"])
def test_evidence_opens_and_closes(engine: Engine, address: str, name: str):
    engine.visit(f"{address}{name}.html")
    place = "main :is(p, li, td, strong) > a.claim:is([data-claim], [data-record])"
    opens = "(({claim, record}) => claim ?? record)"
    wanted = engine.js(f"return `about-${{{opens}(document.querySelector('{place}').dataset)}}`")
    for close in (lambda: engine.press("ESCAPE"), lambda: engine.click(f"#{wanted} .close")):
        engine.click(place)
        assert engine.wait(f"return {OPEN}.length && {OPEN}") == [wanted]
        about = engine.js(
            f"const about = document.getElementById('{wanted}'); return [about.innerText, about.getBoundingClientRect().height]"
        )
        assert ("¶" in about[0] or "In the record" in about[0]) and about[1] > 100
        close()
        engine.wait(f"return !{OPEN}.length")
    assert list(engine.said) == []


@pytest.mark.parametrize("name", CALCULATIONS)
def test_a_slider_changes_words_chart_and_address(engine: Engine, address: str, name: str):
    exhibit, control, words = CALCULATIONS[name]
    engine.visit(f"{address}{name}.html")
    engine.js(f"document.getElementById('set-{control}').focus()")
    engine.press("ARROW_RIGHT")
    engine.wait(f"return document.querySelector('#{exhibit} .vega-embed svg[role=img]')?.checkVisibility()")
    assert words.search(engine.js(f"return document.querySelector('#{exhibit} .result').textContent"))
    assert engine.js("return location.search").startswith(f"?{control}=")
    assert list(engine.said) == []


def test_a_chart_goes_live_and_is_walked_by_keys(engine: Engine, address: str):
    engine.visit(f"{address}bubble.html")
    figure = "figure.exhibit:has(.drawers button)"
    engine.click(f"{figure} .drawers button")
    focused = "document.activeElement.closest('svg')"
    engine.wait(f"return !!{focused}")
    engine.press("ARROW_RIGHT")
    assert engine.js("return document.activeElement.getAttribute('aria-label')")
    assert engine.js(f"return document.querySelectorAll('{figure} .vega-embed svg').length") == 1
    assert list(engine.said) == []


def test_the_week_is_stepped_through(engine: Engine, address: str):
    engine.visit(f"{address}holiday-week.html")
    shown = (
        "[...document.querySelectorAll('.steps li')].map(step => step.querySelector(':scope > div').checkVisibility())"
    )
    engine.js("document.querySelector('.steps input').focus()")
    before = engine.js(f"return {shown}")
    engine.press("ARROW_DOWN")
    engine.wait(f"return {shown}[1]")
    after = engine.js(f"return {shown}")
    assert before.index(True) == 0 and after.index(True) == 1 and before.count(True) == after.count(True) == 1
    assert engine.js("return location.search").startswith("?step=") and list(engine.said) == []


def test_the_ledger_is_narrowed_and_taken_along(engine: Engine, address: str, ledger):
    engine.visit(f"{address}ledger.html")
    engine.js("""const verdict = document.querySelector('select[name=verdict]');
        verdict.value = 'contradicted'; verdict.dispatchEvent(new Event('input', { bubbles: true }));""")
    expected = ledger.claims(verdict="contradicted").claim_id.tolist()
    rows = "[...document.querySelectorAll('table.ledger tbody tr')].map(row => row.id)"
    assert engine.js(f"return {rows}") == expected and expected
    engine.js("URL.createObjectURL = blob => { window.taken = blob; return '#taken' };"
              "HTMLAnchorElement.prototype.click = function () { window.name = this.download }")  # fmt: skip
    engine.click("button.csv")
    taken = engine.wait("return window.taken ? await window.taken.text() : ''")
    assert [row["claim_id"] for row in csv.DictReader(io.StringIO(taken))] == expected
    assert engine.js("return window.name") == "ledger-view.csv" and list(engine.said) == []


def test_the_search_finds(engine: Engine, address: str):
    engine.visit(f"{address}search.html?q=4.3+billion")
    found = engine.wait("return document.querySelector('#search-results li a')?.getAttribute('href')")
    assert found.endswith("#openai-revenue-h1-2025-jd") and list(engine.said) == []


def test_a_query_is_answered(engine: Engine, address: str, site: Path):
    (title, query), *_ = worked(site)
    engine.visit(f"{address}query.html?{urlencode({'sql': query})}")
    cells = (
        "[...document.querySelectorAll('#answer tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))"
    )
    rows = engine.wait(f"return {cells}.length && {cells}")
    assert rows == [[plain(cell) for cell in row] for row in found(site, query)], title
    assert engine.js("return document.querySelector('#sql select').selectedOptions[0].text") == title
    assert list(engine.said) == []


def test_the_menu_and_the_colours(engine: Engine, address: str):
    engine.visit(f"{address}index.html")
    engine.click("button.menu")
    engine.wait("return document.querySelector('#pages').matches(':popover-open')")
    engine.press("ESCAPE")
    engine.wait("return !document.querySelector('#pages').matches(':popover-open')")
    paper = "return getComputedStyle(document.body).backgroundColor"
    seen = set()
    for _ in range(3):
        engine.click("button.theme")
        seen.add(engine.js(paper))
    assert len(seen) == 2
