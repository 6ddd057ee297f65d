"""The map of the debates in a browser: faces on a desk, a column on a phone; narrowed by its form, whole without script."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from explainer.ledger.store import Ledger

from .conftest import visit
from .test_pages import entries

PAGE = "arguments.html"


@pytest.mark.parametrize("width", [390, 1280])
def test_an_argument_faces_its_answer_on_a_desk_and_stands_above_it_on_a_phone(
    width: int, browser: Browser, address: str
):
    page = browser.new_page(viewport={"width": width, "height": 900})
    visit(page, f"{address}{PAGE}")
    page.wait_for_load_state("networkidle")
    threads = page.locator(".thread:not(:has(.loose)) > .faces").all()
    assert len(threads) > 15
    for thread in threads:
        one, other = thread.evaluate("faces => [...faces.children].map(card => card.getBoundingClientRect().toJSON())")
        if width == 390:
            assert other["y"] >= one["y"] + one["height"] and other["x"] == one["x"]
        else:
            assert other["y"] == one["y"] and abs(other["x"] - one["x"]) > 300
    page.close()


def test_the_map_is_narrowed_and_shares_its_state(browser: Browser, address: str, ledger: Ledger):
    arguments = ledger.table("arguments")
    page = browser.new_page()
    visit(page, f"{address}{PAGE}")
    page.locator("select[name=side]").select_option("scale")
    shown = page.locator("[data-entry]:not([hidden])")
    expect(shown).to_have_count(int((arguments.side == "scale").sum()))
    assert {card.get_attribute("data-side") for card in shown.all()} == {"scale"}
    expect(page.locator("#debate-bubble")).to_be_hidden()
    facing = page.locator("[data-entry][hidden]:visible")
    assert facing.count() > 3, "what answers an argument stays beside it"
    assert {card.get_attribute("data-side") for card in facing.all()} == {"efficiency"}
    expect(page.get_by_role("status").first).to_have_text(f"{(arguments.side == 'scale').sum()} of {len(arguments)}")
    page.locator("select[name=footing]").select_option("nothing")
    few = page.locator("[data-entry]:not([hidden])").count()
    assert 0 < few < (arguments.side == "scale").sum() and page.url.endswith("?side=scale&footing=nothing")
    page.reload()
    page.wait_for_selector("form[data-ready]")
    expect(page.locator("[data-entry]:not([hidden])")).to_have_count(few)
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#debate-bubble")).to_be_visible()
    expect(page.get_by_role("status").first).to_have_text(f"All {len(arguments)} arguments")
    page.close()


def test_without_javascript_all_can_be_opened(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{PAGE}")
    assert not page.locator("form[data-narrows]").is_visible()
    drawer = page.locator(".question details").first
    drawer.locator("summary").click()
    assert drawer.locator("[data-entry]").first.is_visible()
    context.close()


def test_the_ledger_leads_back_to_each_argument(site: Path, ledger: Ledger):
    full = {row["id"]: row for row in entries(site)}
    for _, argument in ledger.table("arguments").iterrows():
        for claim_id in argument.claim_ids:
            assert full[claim_id].select(f'a[href="{PAGE}#{argument.argument_id}"]'), (
                claim_id,
                argument.argument_id,
            )
