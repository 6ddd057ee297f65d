"""Scripts come when a page is painted, and to a browser that does not say when it paints as well; fonts come for the next page."""

from __future__ import annotations

from playwright.sync_api import Browser

from .conftest import until, visit

SILENT = "window.PerformanceObserver = class { observe() {} disconnect() {} };"


def test_a_browser_that_does_not_say_when_it_paints_gets_its_scripts(browser: Browser, address: str):
    context = browser.new_context(reduced_motion="reduce")
    context.add_init_script(SILENT)
    page = context.new_page()
    visit(page, f"{address}bubble.html")
    assert page.locator("a.claim[aria-haspopup]").count() > 20
    context.close()


def test_the_book_s_fonts_are_fetched_for_the_next_page(browser: Browser, address: str):
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    visit(page, f"{address}bubble.html")
    until(page, "localStorage.fonts === 'here'")
    assert page.evaluate("document.documentElement.dataset.fonts") == "late", "what is read stays as it is"
    visit(page, f"{address}index.html")
    assert page.evaluate("document.documentElement.dataset.fonts ?? ''") == ""
    until(
        page,
        "[...document.fonts].filter(face => face.status === 'loaded' && face.family.includes('Book')).length === 2",
    )
    context.close()
