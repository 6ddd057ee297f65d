"""A reader can tell of a mistake: each page leads to an issue that names it, and so does what opens at a figure."""

from __future__ import annotations

import base64
import json
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page, expect

from explainer.ledger.calendar import today
from explainer.ledger.store import Ledger
from explainer.paths import ROOT
from explainer.site.theme import launchers

REPOSITORY = "https://example.org/lamp/book"
FORM = yaml.safe_load((ROOT / ".github/ISSUE_TEMPLATE/mistake.yml").read_text(encoding="utf-8"))


def asked(link: str) -> dict[str, str]:
    """What a link fills into a form of the repository."""
    address = urlsplit(link)
    assert f"{address.scheme}://{address.netloc}{address.path}" == f"{REPOSITORY}/issues/new"
    return {name: values[0] for name, values in parse_qs(address.query).items()}


def test_every_page_leads_to_the_repository_and_to_a_form_that_is_there(second: Path):
    site = second / "_build/html"
    fields = {part["id"] for part in FORM["body"]}
    for path in site.glob("*.html"):
        footer = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").select_one("footer.site")
        assert footer.find("a", href=REPOSITORY), path.name
        told = asked(footer.select_one("a.tell")["href"])
        assert (ROOT / ".github/ISSUE_TEMPLATE" / told.pop("template")).is_file()
        assert told == {"page": path.name} and {*told, "where"} <= fields


def test_a_book_without_a_repository_has_no_such_link(site: Path):
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["sphinx"]["config"]
    if config["explainer_repository"]:
        pytest.skip("this book has a repository")
    assert not re.search(r'class="tell"|>Repository<', (site / "index.html").read_text(encoding="utf-8"))


@pytest.fixture
def page(second: Path, browser: Browser):
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_what_opens_at_a_figure_names_the_claim(second: Path, page: Page):
    found = None
    for path in sorted((second / "_build/html").glob("*.html")):
        if 'data-claim="' in path.read_text(encoding="utf-8"):
            found = path
            break
    assert found, "no page shows a claim"
    page.goto(found.as_uri())
    figure = page.locator("a[data-claim]:visible").first
    claim = figure.get_attribute("data-claim")
    for _ in range(2):  # once more opens the same, with one link
        figure.click()
        link = page.locator(".about:popover-open a.tell")
        expect(link).to_have_count(1)
        assert asked(link.get_attribute("href"))["where"] == claim
        page.keyboard.press("Escape")


def test_a_row_of_the_ledger_names_its_claim(second: Path, page: Page):
    page.goto((second / "_build/html/from-the-herald.html").as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.keyboard.press("Shift")
    rows = page.locator(".entries tr[id]")
    expect(rows.first.locator("a.tell")).to_have_count(1)
    for row in rows.all():
        assert asked(row.locator("a.tell").get_attribute("href"))["where"] == row.get_attribute("id")


def test_an_exhibit_names_itself(second: Path, page: Page):
    seen = 0
    paths = sorted((second / "_build/html").glob("*.html"))
    for path in (path for path in paths if 'class="exhibit"' in path.read_text(encoding="utf-8")):
        page.goto(path.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        page.keyboard.press("Shift")  # reaches for something, upon which the links come
        for exhibit in page.locator("figure.exhibit").all():
            seen += 1
            link = exhibit.locator(".files a.tell")
            assert asked(link.get_attribute("href"))["where"] == exhibit.get_attribute("id")
    assert seen


def test_a_notebook_taken_along_fetches_its_book(second: Path):
    notebooks = sorted((second / "_build/html/chapters").glob("*.ipynb"))
    for path in notebooks:
        needs, fetch, *_ = json.loads(path.read_text(encoding="utf-8"))["cells"]
        assert needs["cell_type"] == "markdown" and f"git clone --quiet --depth 1 {REPOSITORY} the-book" in "".join(
            fetch["source"]
        )
        assert "%cd the-book" in "".join(fetch["source"])
    assert notebooks


def test_a_page_leads_to_hosts_that_run_repositories_of_github():
    assert launchers(REPOSITORY, "book/lamp") == {}
    places = launchers("https://github.com/lamp/book/", "book/lamp")
    assert places["Binder"] == "https://mybinder.org/v2/gh/lamp/book/HEAD?urlpath=lab/tree/book/lamp.md"
    assert places["GitHub Codespaces"] == "https://codespaces.new/lamp/book"


def test_who_finds_a_hole_is_told_where_to_say_so_for_a_year_from_the_last_check(second: Path):
    lines = (second / "_build/html/.well-known/security.txt").read_text(encoding="utf-8").splitlines()
    told = dict(line.split(": ", 1) for line in lines)
    assert told["Contact"].startswith(REPOSITORY) and told["Expires"].endswith("T00:00:00Z")
    last = today(Ledger(second / "data"))
    assert (date.fromisoformat(told["Expires"][:10]) - last.date()).days == 365


def test_the_icon_is_a_file_that_opens(site: Path, browser: Browser):
    page = browser.new_page()
    page.goto((site / "index.html").as_uri())
    side = page.evaluate(
        "address => new Promise(done => { const i = new Image(); i.onload = () => done(i.naturalWidth); i.src = address; })",
        f"data:image/x-icon;base64,{base64.b64encode((site / 'favicon.ico').read_bytes()).decode()}",
    )
    page.close()
    assert side == 32
