"""What a reader can change, in a real browser: by keyboard, by touch, by address, without a script and without Vega."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import visit

CALCULATIONS = {
    "bubble": ("what-to-believe", "growth", re.compile(r"grows by 209% in the first year")),
    "us-china": ("demand-and-efficiency", "tokens", re.compile(r"become 6.8 times as many")),
}

PARTS = """label => [...label.childNodes].filter(node => node.nodeType === 1 || node.textContent.trim()).map(node => {
    const range = document.createRange();
    range.selectNode(node);
    return range.getBoundingClientRect().toJSON();
})"""


@pytest.fixture
def page(reader: BrowserContext) -> Iterator[Page]:
    page = reader.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("name", CALCULATIONS)
def test_a_slider_moves_by_keyboard_and_the_words_the_chart_and_the_address_follow(page: Page, address: str, name: str):
    exhibit, control, words = CALCULATIONS[name]
    visit(page, f"{address}{name}.html")
    result = page.locator(f"#{exhibit} .result")
    before = result.text_content()
    page.locator(f"#set-{control}").focus()
    page.keyboard.press("ArrowRight")
    expect(result).to_have_text(words)
    assert f"?{control}=" in page.url and page.url.endswith(f"#{exhibit}")
    live = page.locator(f"#{exhibit} .vega-embed svg[role=img]")
    expect(live).to_be_visible()
    page.locator(f"#{exhibit} button[type=reset]").click()
    expect(result).to_have_text(before)
    assert "?" not in page.url


@pytest.mark.parametrize("name", CALCULATIONS)
def test_a_slider_moves_by_touch(page: Page, address: str, name: str):
    exhibit, control, _ = CALCULATIONS[name]
    visit(page, f"{address}{name}.html")
    result = page.locator(f"#{exhibit} .result")
    before = result.text_content()
    slider = page.locator(f"#set-{control}")
    box = slider.bounding_box()
    assert box["height"] >= 24, "a finger finds it"
    slider.tap(position={"x": box["width"] - 15, "y": box["height"] / 2})
    expect(result).not_to_have_text(before)
    assert float(slider.input_value()) > float(slider.get_attribute("max")) * 0.9


def test_an_address_carries_a_reader_s_assumptions_to_another(page: Page, address: str):
    visit(page, f"{address}bubble.html?growth=50&fade=0&share=95&nonsense=1#what-to-believe")
    expect(page.locator("#what-to-believe .result")).to_have_text(
        re.compile("grows by 50% a year pays the bill from 2031")
    )
    assert page.locator("#set-growth").input_value() == "50"
    expect(page.locator("output[for=set-share]")).to_have_text("95%")


def test_values_out_of_range_in_an_address_are_brought_into_it(page: Page, address: str):
    visit(page, f"{address}us-china.html?tokens=100000&thrift=abc#demand-and-efficiency")
    expect(page.locator("#demand-and-efficiency .result")).to_have_text(re.compile("become 50 times as many"))
    assert "NaN" not in page.locator("#demand-and-efficiency").inner_text()


def test_the_week_is_stepped_through_by_keyboard_each_step_with_its_evidence(page: Page, address: str):
    visit(page, f"{address}holiday-week.html")
    steps = page.locator("#stated-and-checked-dates .steps li")
    panels = page.locator("#stated-and-checked-dates .steps li > div")
    for label in steps.locator("label").all():
        button, day, title = label.evaluate(PARTS)
        assert button["height"] < 24 and abs(button["top"] - day["top"]) < 12, "the button stands beside its day"
        assert button["right"] < day["left"] and day["right"] < title["left"], "and the title beside both"
    steps.first.locator("input").focus()
    for place in range(steps.count()):
        shown = [n for n in range(steps.count()) if panels.nth(n).is_visible()]
        assert shown == [place], "one step is open"
        assert panels.nth(place).locator("a[data-claim]").count() and panels.nth(place).locator("q").count() == 1
        value = steps.nth(place).locator("input").get_attribute("value")
        assert place == 0 or page.url.endswith(f"?step={value}#stated-and-checked-dates")
        page.keyboard.press("ArrowDown")
    expect(panels.first).to_be_visible()  # and round again


def test_a_shared_step_is_open_and_lit_in_the_chart(page: Page, address: str):
    visit(page, f"{address}holiday-week.html?step=sora-2-release-date")
    expect(page.locator(".steps li:has([value=sora-2-release-date]) > div")).to_be_visible()
    chart = page.locator("#stated-and-checked-dates .vega-embed svg")
    expect(chart).to_be_visible()
    lit = chart.locator('line[stroke-width="30"]')
    assert lit.count() == 1
    label = chart.get_by_text("Sora 2", exact=True).bounding_box()
    assert abs(lit.bounding_box()["y"] + 15 - label["y"]) < 40, "the row that is lit is the one that is open"


@pytest.mark.parametrize("name", [*CALCULATIONS, "holiday-week"])
def test_without_a_script_the_default_result_stands_in_words_and_the_chart_is_drawn(
    browser: Browser, address: str, name: str
):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{name}.html")
    if name in CALCULATIONS:
        exhibit = page.locator(f"#{CALCULATIONS[name][0]}")
        assert len(exhibit.locator(".result").inner_text()) > 60
        assert not exhibit.locator("input").first.is_visible(), "no control that does nothing"
    else:
        exhibit = page.locator("#stated-and-checked-dates")
        exhibit.locator("input").nth(3).check()  # choosing is native
        expect(exhibit.locator(".steps li > div").nth(3)).to_be_visible()
    assert exhibit.locator(".chart svg").first.is_visible()
    context.close()


def test_if_vega_cannot_be_had_it_is_said_beside_the_slider(browser: Browser, address: str):
    context = browser.new_context()
    context.route("**/live*.js", lambda route: route.abort())
    page = context.new_page()
    visit(page, f"{address}bubble.html")
    page.locator("#set-growth").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#what-to-believe .drawers [role=status]")).to_be_visible()
    expect(page.locator("#what-to-believe .result")).to_have_text(
        re.compile("could not be loaded. The drawing shows the first settings")
    )
    context.close()


def test_a_calculation_that_did_not_come_is_said_beside_its_slider_and_can_be_had_later(browser: Browser, address: str):
    page = browser.new_page()
    page.route("**/live.*.js*", lambda route: route.abort())
    visit(page, f"{address}us-china.html")
    result, slider = page.locator("#demand-and-efficiency .result"), page.locator("#set-tokens")
    words = result.text_content()
    slider.press("End")
    expect(result).to_contain_text("could not be loaded")
    page.locator("#demand-and-efficiency .chart:visible").hover()
    expect(result).to_contain_text("could not be loaded")
    page.locator("#demand-and-efficiency button[type=reset]").click()
    expect(result).to_have_text(words)
    slider.press("Home")
    expect(result).to_contain_text("could not be loaded")  # so that no try is under way when the line comes back
    page.unroute("**/live.*.js*")
    slider.press("End")
    expect(result).to_contain_text("50 times")
    expect(page.locator("#demand-and-efficiency .drawers [role=status]")).to_have_count(0)
    page.close()


@pytest.mark.parametrize("value", ["NaN", "", "lots"])
def test_a_value_that_is_none_in_an_address_leaves_the_default(value: str, page: Page, address: str):
    visit(page, f"{address}bubble.html?growth={value}")
    assert page.input_value("#set-growth") == page.get_attribute("#set-growth", "value")


def test_on_paper_a_chart_is_as_its_words_say(browser: Browser, address: str):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    visit(page, f"{address}bubble.html?revenue=205")
    expect(page.locator("#what-to-believe .vega-embed svg[role=img]")).to_be_visible()
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 700, "height": 900})
    shown = page.locator("#what-to-believe .chart svg[role=img]:visible")
    assert shown.count() == 1 and shown.bounding_box()["width"] <= 700
    assert shown.evaluate("drawing => drawing.closest('.vega-embed') !== null")
    page.close()
