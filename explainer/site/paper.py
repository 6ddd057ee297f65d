"""Prints the book: the one file on sheets of A4, by a Chromium through Playwright, which tests want anyway."""

from __future__ import annotations

import re
import tempfile
from datetime import date
from pathlib import Path

from .chromium import FLAGS, find

MOMENT = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
MINUTES = 5  # at most, on a busy machine


class NoBrowser(RuntimeError):
    """There is nothing to print with; says what to do."""


def printed(page: str, checked: date) -> bytes:
    """A page as PDF, with bookmarks and tags. It is of the day of the newest check: the clock would make each another.

    Raises `NoBrowser`.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser("there is no Playwright, which prints: pip install -r requirements-dev.txt") from None
    path = find()
    if path is None:
        raise NoBrowser(
            "there is no Chromium, which prints; install one, or name it: CHROMIUM=/path/to/chromium make book"
        )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "book.html")
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        tab = browser.new_page(color_scheme="light")
        tab.set_default_timeout(MINUTES * 60_000)
        tab.goto(file.as_uri())
        sheets = tab.pdf(outline=True, tagged=True, prefer_css_page_size=True, print_background=True)
        browser.close()
    return MOMENT.sub(rb"\g<1>%s000000" % f"{checked:%Y%m%d}".encode(), sheets)
