"""What is left of a page where it is not at home: in older browsers, without its style, in a text browser, in an extractor.

Older browsers are Chromium with the features taken away that they lack, in what it is sent and in what scripts find.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from explainer.charts.palette import LIGHT
from tests.tools import Tool, need, reader_mode

from .conftest import visit
from .test_pages import CHAPTERS, soup

NO_POPOVERS = (
    "for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover']) delete HTMLElement.prototype[name]"
)
LACKS = {
    "light-dark": ["light-dark("],
    "popover": [":popover-open", " popover"],
    "both": ["light-dark(", ":popover-open", " popover"],
}


@pytest.fixture(params=LACKS)
def old(request, browser: Browser) -> Iterator[BrowserContext]:
    """A browser that lacks something, in the dark."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", reduced_motion="reduce", bypass_csp=True
    )

    def without(route: Route) -> None:
        answer = route.fetch()
        html = answer.text()
        for feature in LACKS[request.param]:
            assert feature in html, feature
            html = html.replace(feature, feature.replace("light", "no").replace("popover", "no-such"))
        route.fulfill(response=answer, body=html)

    context.route("**/*.html", without)
    if request.param != "light-dark":
        context.add_init_script(NO_POPOVERS)
    yield context
    context.close()


COLOURS = "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]"
SHAPES = "text, path[fill], path[stroke], rect, circle, line"  # Vega's frames have neither
PAINTED = f"""charts => charts.flatMap(chart => [...chart.querySelectorAll('{SHAPES}')].filter(mark => {{
  const {{fill, stroke}} = getComputedStyle(mark);
  return fill === 'none' && stroke === 'none' || fill === 'rgba(0, 0, 0, 0)';
}}).map(mark => mark.outerHTML))"""


def rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*bytes.fromhex(colour[1:]))


@pytest.mark.parametrize("name", ["index", "ledger", "arguments", *CHAPTERS])
def test_in_an_older_browser_nothing_vanishes(name: str, request, old: BrowserContext, address: str):
    page = old.new_page()
    visit(page, f"{address}{name}.html")
    lack = request.node.callspec.params["old"]
    if lack != "popover":
        assert page.locator("body").evaluate(COLOURS) == [rgb(LIGHT["ink"]), rgb(LIGHT["paper"])], (
            "light, though in the dark"
        )
        expect(page.locator("button.theme")).to_be_hidden()
    assert page.locator(".chart:visible svg").evaluate_all(PAINTED) == []
    if lack != "light-dark":
        assert not any(about.is_visible() for about in page.locator(".about").all())
        links = page.locator("#pages a")
        assert links.count() > 10 and links.first.is_visible()
        assert links.first.bounding_box()["y"] > page.locator("footer.site").bounding_box()["y"], "at the end"
        if name in CHAPTERS:
            page.locator("p > a.claim").first.click()
            page.wait_for_url(re.compile(r"/(ledger|record)-[^/]+\.html#"))


LINE = "e => (s => [s.textDecorationLine, s.textDecorationStyle, s.textDecorationThickness])(getComputedStyle(e))"


@pytest.mark.parametrize(
    ("figure", "style"),
    [("a.claim:not(.open)", "dotted"), ("a.claim.open", "dashed"), ("a.derived", "dotted"), ("a.term", "solid")],
)
def test_a_figure_shows_that_it_opens_something(figure: str, style: str, browser: Browser, address: str):
    page = browser.new_page()
    visit(page, f"{address}bubble.html")
    line, drawn, thickness = page.locator(f"p > {figure}").first.evaluate(LINE)
    assert (line, drawn) == ("underline", style) and thickness.endswith("px")
    page.close()


def test_the_style_sheet_says_each_part_of_a_line_by_itself(site: Path):
    """WebKit before Safari 26.2 takes no line style in the shorthand, and no line at all where `var()` is in it."""
    style = soup(site, "index").style.get_text()
    assert set(re.findall(r"text-decoration: ([^;}]+)", style)) == {"none"}


@pytest.mark.parametrize("name", [*CHAPTERS, "index", "method", "timeline", "predictions"])
def test_without_a_style_sheet_each_chart_is_drawn_once_and_in_colour(name: str, browser: Browser, site: Path):
    """As a reader mode, a notebook or a feed shows it."""
    page = browser.new_page()
    exhibits = "".join(map(str, soup(site, name).select("figure.exhibit")))
    page.set_content(f"<!doctype html><title>Elsewhere</title><style>table {{ color: gray }}</style>{exhibits}")
    charts = page.locator("figure.exhibit svg[role=img]")
    assert [chart.is_visible() for chart in charts.all()] == [True, False] * page.locator("figure.exhibit").count()
    assert charts.evaluate_all(PAINTED) == []
    page.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_reader_mode_keeps_the_text_and_the_charts(name: str, browser: Browser, site: Path, address: str):
    script = need(reader_mode()).read_text(encoding="utf-8")
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    visit(page, f"{address}{name}.html")
    page.add_script_tag(content=script)
    article = page.evaluate(
        "(({ title, content }) => ({ title, content }))(new Readability(document.cloneNode(true)).parse())"
    )
    source = soup(site, name)
    assert source.h1.get_text().removesuffix("¶") in article["title"]
    page.set_content(f"<!doctype html><title>Reader</title>{article['content']}")
    said = "".join(page.locator("body").inner_text().split())
    for paragraph in source.select("article section > p:not([class])"):
        assert "".join(paragraph.find(string=True).split())[:30] in said, paragraph.get_text()
    charts = page.locator("svg[role=img]")
    shown = [chart for chart in charts.all() if chart.is_visible()]
    assert len(shown) == len(source.select("figure.exhibit"))
    assert charts.evaluate_all(PAINTED) == []
    context.close()


def texts(page: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'<p class="said" aria-hidden="true">(.*?)</p>', page)]


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_text_browser_shows_all_of_a_page_and_no_chart_as_digits(name: str, site: Path):
    found = shutil.which("w3m")
    w3m = need(Tool(Path(found)) if found else Tool(None, "there is no w3m, which reads pages as text"))
    html = (site / f"{name}.html").read_text(encoding="utf-8")
    done = subprocess.run(
        [w3m, "-dump", "-cols", "9999", "-T", "text/html", "-O", "UTF-8", site / f"{name}.html"], capture_output=True, text=True, check=True
    )  # fmt: skip
    said = " ".join(done.stdout.split())
    page = soup(site, name)
    assert len(texts(html)) == len(page.select("figure.exhibit"))
    for words in texts(html):
        assert " ".join(words.split()) in said
    for table in page.select("figure.exhibit td"):
        assert " ".join(table.get_text().split())[:20] in said
    for about in page.select(".about q"):
        assert " ".join(about.get_text().split())[:30] in said
    for drawing in page.select("svg[role=img]"):
        labels = [label.get_text() for label in drawing.select("text")]
        assert len(labels) > 4 and " ".join(labels) not in said and "".join(labels) not in said.replace(" ", "")
