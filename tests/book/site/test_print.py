"""What a page is on paper, in Chromium and Firefox: all its text, to be searched and copied, with its evidence and where it is from."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import engines
from tests.tools import Tool, need

from .conftest import visit
from .test_pages import soup

PAGES = ["bubble", "holiday-week", "predictions", "arguments", "ledger-stargate-2025"]


@pytest.fixture(scope="module", params=["Chromium", "Firefox"])
def printed(request, browser: Browser, address: str) -> Iterator[Callable[[str], list[str]]]:
    """The text of a page's sheets, as a reader would copy it."""
    reader = need(Tool(shutil.which("pdftotext"), "there is no pdftotext, which reads what was printed"))

    def sheets(pdf: bytes) -> list[str]:
        done = subprocess.run([reader, "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
        return done.stdout.decode().removesuffix("\f").split("\f")

    if request.param == "Chromium":
        page = browser.new_page()

        @cache
        def by_chromium(name: str) -> list[str]:
            visit(page, f"{address}{name}.html")
            return sheets(page.pdf(format="A4"))

        yield by_chromium
        page.close()
    else:
        need(engines.firefox())
        firefox = engines.Firefox()

        @cache
        def by_firefox(name: str) -> list[str]:
            firefox.visit(f"{address}{name}.html")
            return sheets(firefox.pdf())

        yield by_firefox
        firefox.quit()


def words(text: str) -> str:
    """Text without blanks and hyphens, which a PDF has or lacks where a line ends."""
    return re.sub(r"[\s\u2011-]+", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_it_can_be_searched_and_copied_and_says_where_it_is_from(printed, name: str, site: Path, address: str):
    sheets = printed(name)
    whole = words(" ".join(sheets))
    page = soup(site, name)
    assert "\ufffd" not in whole and not re.search("[ﬀ-ﬆ]", whole)
    for heading in page.select("article :is(h1, h2, h3)"):
        if not heading.find_parent(class_="about"):
            text = heading.get_text().removesuffix("¶").strip()
            assert words(text) in whole, f"{text}: what is bold is text too"
    years = set(re.findall(r"\b20\d\d\b", " ".join(p.get_text() for p in page.select("article section > p"))))
    assert all(year in whole for year in years)
    assert "CCBY4.0" in words(sheets[-1]) and words(f"{address}{name}.html") in words(sheets[-1])


@pytest.mark.parametrize(
    ("name", "closed"),
    [("bubble", ".about a[href^=http]"), ("predictions", "details.cited a"), ("arguments", "details[data-group] .argument"),
     ("ledger-stargate-2025", "article a[href^=http]")],
)  # fmt: skip
def test_evidence_is_printed_with_the_addresses_of_its_references(printed, name: str, closed: str, site: Path):
    whole = words(" ".join(printed(name))).replace("ClaimEvidenceCheck", "")  # a table's head, on each of its sheets
    parts = soup(site, name).select(closed)
    assert len(parts) > 10
    for part in parts:
        said = part.get("href") or part["data-label"]
        assert words(said)[:60] in whole, said


@pytest.mark.parametrize("name", PAGES)
def test_no_heading_stands_alone_at_the_end_of_a_sheet(printed, name: str, site: Path):
    headings = [
        words(heading.get_text().removesuffix("¶")) for heading in soup(site, name).select("article :is(h2, h3)")
    ]
    for number, sheet in enumerate(map(words, printed(name)), 1):
        assert not sheet.endswith(tuple(headings)), f"{name}, sheet {number} ends with a heading: {sheet[-80:]}"
