"""What a page paints first, and that the rest comes right after: below the screen, for every browser, wherever one enters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .test_pages import CHAPTERS, PAGES, soup

PHONES = [(320, 640), (390, 844), (430, 932), (732, 412)]
# A browser that does not say when it paints; and one whose second after loading does not pass until `pass` is called.
SILENT = "window.PerformanceObserver = class { observe() {} disconnect() {} };"
HELD = """{ const timer = setTimeout, held = [];
window.setTimeout = (run, after) => after === 1000 ? held.push(run) : timer(run, after);
window.pass = () => held.forEach(run => run()); }"""
FIRST = "'first' in document.documentElement.dataset"
SEEN = """[...document.querySelectorAll("body :is(p, h1, h2, h3, li, a, summary, figcaption, svg, button)")].map(e =>
    [e, e.getBoundingClientRect()]).filter(([e, box]) => box.width && box.top < innerHeight && box.bottom > 0).map(([e, box]) =>
    [e.localName, e.textContent.slice(0, 30), box.x, box.y, box.width, box.height])"""


@pytest.fixture
def phone(request, browser: Browser) -> Iterator[BrowserContext]:
    width, height = getattr(request, "param", PHONES[1])
    context = browser.new_context(viewport={"width": width, "height": height}, is_mobile=True, reduced_motion="reduce")
    context.add_init_script(SILENT)
    yield context
    context.close()


def ready(page: Page) -> None:
    page.wait_for_selector("html[data-ready]", state="attached")


@pytest.mark.parametrize("phone", PHONES, indirect=True, ids=lambda size: f"{size[0]}x{size[1]}")
def test_what_is_painted_later_is_below_the_first_screen(phone: BrowserContext, address: str, site: Path):
    phone.add_init_script(HELD)
    page = phone.new_page()
    long = [name for name in PAGES if soup(site, name).select_one("script[data-long]")]
    assert {*CHAPTERS, "index"} <= set(long)
    for name in long:
        page.goto(f"{address}{name}.html")
        assert (
            page.evaluate(FIRST)
            and page.locator("noscript[data-later]").count()
            and not page.locator(".later").last.is_visible()
        )
        first = page.evaluate(SEEN)
        page.evaluate("pass()")
        ready(page)
        assert page.evaluate(SEEN) == first and len(first) > 5, name


def test_a_browser_that_does_not_say_when_it_paints_gets_all_of_a_page(phone: BrowserContext, address: str):
    page = phone.new_page()
    page.goto(f"{address}bubble.html")
    ready(page)
    assert page.locator("noscript[data-later]").count() == 0 and page.locator(".popovers > .about").count() > 20
    assert all(section.is_visible() for section in page.locator("article section, footer.site").all())


def test_only_who_comes_to_the_beginning_of_a_page_gets_it_first(phone: BrowserContext, address: str):
    """An anchor, and the place where a reader was before, must be there to go to."""
    phone.add_init_script(HELD)
    page = phone.new_page()
    page.goto(f"{address}bubble.html")
    assert page.evaluate(FIRST)
    page.reload()
    assert not page.evaluate(FIRST)
    page.goto(f"{address}us-china.html#efficiency-claims")
    assert not page.evaluate(FIRST) and page.locator("#efficiency-claims").bounding_box()["y"] < 100
    page.go_back()
    assert not page.evaluate(FIRST)


@pytest.mark.parametrize("name", PAGES)
def test_all_that_follows_a_later_section_is_later(name: str, site: Path):
    """All that follows a section which is painted later is painted later too: nothing may move up in between."""
    sections = soup(site, name).select("article section")
    later = ["later" in section.get("class", []) for section in sections]
    assert later == sorted(later)
