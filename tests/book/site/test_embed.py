"""An exhibit alone: small, whole, in a frame of another site, in three engines; and what is offered to cite."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect

from tests import engines
from tests.engines import Engine
from tests.tools import need

from .conftest import served, visit
from .test_hosting import LOG, Host, host, needs_nginx

__all__ = ["host"]  # a fixture: nginx at work
SMALL = 16 * 1024  # bytes of the page as it is sent, with its style and both drawings
# Brought in once the page is there: Firefox takes a frame that is refused for a page that is.
ELSEWHERE = """
const add = (name, attributes) => document.body.append(Object.assign(document.createElement(name), attributes));
add("script", {{ src: "{site}exhibits/resize.js" }});
add("iframe", {{ id: "exhibit", src: "{site}{exhibit}", height: 200 }});
add("iframe", {{ src: "{site}bubble.html" }});
window.claims = await (await fetch("{site}data/claims.csv")).text();"""


class Chromium(Engine):
    """Playwright's, behind the same words as the others."""

    def __init__(self, browser: Browser):
        self.page = browser.new_page()

    def go(self, address: str) -> None:
        self.page.goto(address)

    def js(self, body: str):
        return self.page.evaluate(f"async () => {{ {body} }}")

    def click(self, selector: str) -> None:
        self.page.click(selector)

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def quit(self) -> None:
        self.page.close()


@contextmanager
def opened(name: str, browser: Browser) -> Iterator[Engine]:
    tools = {"firefox": (engines.firefox, engines.Firefox), "webkit": (engines.webkit, engines.WebKit)}
    if name in tools:
        tool, start = tools[name]
        need(tool())
    engine = start() if name in tools else Chromium(browser)
    try:
        yield engine
    finally:
        engine.quit()


@needs_nginx
@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_a_page_of_another_origin_reads_the_data_and_frames_an_exhibit_alone(
    host: Host, engine: str, tmp_path: Path, browser: Browser
):
    """What a frame shows asks for its script; what refuses to be framed asks for nothing more."""
    exhibit = host.one("exhibits/*.html")
    (tmp_path / "index.html").write_text("<!doctype html><title>Elsewhere</title><body>", encoding="utf-8")
    log = host.folders["/"].parent / LOG
    seen = len(log.read_text())
    with served(tmp_path) as elsewhere, opened(engine, browser) as reader:
        reader.go(elsewhere)
        reader.js(ELSEWHERE.format(site=host.url("/"), exhibit=exhibit))
        higher = "parseFloat(document.querySelector('#exhibit').style.height) > 200"
        reader.wait(f"return {higher} && window.claims?.length")
        assert reader.js("return window.claims") == host.file("/", "data/claims.csv").decode()
    said = log.read_text()[seen:]
    asked = [line for line in said.splitlines() if "/_static/" in line]
    assert [line for line in asked if f'{exhibit}"' in line and "/embed." in line], "the exhibit is at work"
    assert "GET /bubble.html" in said and not [line for line in asked if "bubble.html" in line]


def test_each_exhibit_has_a_small_page_of_its_own(site: Path):
    for path in sorted((site / "exhibits").glob("*.csv")):
        page = path.with_suffix(".html")
        assert page.with_suffix(".html.gz").stat().st_size < SMALL, page.name
        html = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert [figure["id"] for figure in html.select("figure.exhibit")] == [page.stem]
        assert html.base["href"] == "../" and html.base["target"] == "_blank"
        assert {"Dataset"} == {
            thing["@type"] for thing in json.loads(html.select_one("[type='application/ld+json']").string)["@graph"]
        }
        for link in html.select("main a[href], main [src]"):
            where = (link.get("href") or link["src"]).partition("#")
            assert "://" in where[0] or (site / where[0]).is_file(), (page.name, where)


def test_in_a_frame_it_takes_the_colours_asked_for_and_shows_itself_alone(
    site: Path, address: str, browser: Browser, tmp_path: Path
):
    name = sorted(path.stem for path in (site / "exhibits").glob("*.csv"))[0]
    page = browser.new_page(color_scheme="light")
    visit(page, f"{address}exhibits/{name}.html")
    assert (
        page.locator(".take").is_visible()
        and f"{address}exhibits/{name}.html" in page.locator("pre code").text_content()
    )
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    (tmp_path / "index.html").write_text(f'<iframe src="{address}exhibits/{name}.html?theme=dark"></iframe>')
    with served(tmp_path) as elsewhere:
        page.goto(elsewhere)
        frame = page.frame_locator("iframe")
        frame.locator("html[data-ready]").wait_for(state="attached")
        page.add_script_tag(url=f"{address}exhibits/resize.js")  # though the frame has said its height before
        expect(page.locator("iframe")).to_have_attribute("style", re.compile(r"height: \d{3,}px"))
        assert not frame.locator(".take").is_visible() and frame.locator(".from").is_visible()
        assert frame.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") != light
        button = frame.get_by_role("button", name="Explore")
        if button.count():
            button.click()
            frame.locator(".vega-embed svg[role]").first.wait_for()
    page.close()


def test_a_frame_of_common_width_has_the_wide_drawing_and_choices_an_address(address: str, browser: Browser):
    page = browser.new_page(viewport={"width": 720, "height": 900})
    visit(page, f"{address}exhibits/what-to-believe.html")
    assert page.locator(".chart.wide").is_visible() and not page.locator(".chart.narrow").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    page.locator("#set-growth").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".share a")).to_have_attribute("href", re.compile(r"what-to-believe\.html\?growth=\d+#"))
    page.close()
