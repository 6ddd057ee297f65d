"""Prints the book: the one file on sheets of A4, by a Chromium through Playwright, which tests want anyway."""

from __future__ import annotations

import base64
import io
import re
import tempfile
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from ..assets import WEB
from ..chromium import FLAGS, find

MOMENT = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
MINUTES = 5  # at most, on a busy machine
UNHINTED = "--font-render-hinting=none"  # else letters keep to the dots of a screen, and words run into each other
WEIGHTS = (400, 600, 700)


class NoPrinter(RuntimeError):
    """There is nothing to print with; says what to do."""


def printer() -> str:
    """The path of the browser that prints. Raises `NoPrinter` where anything is missing that printing wants."""
    for module, use in (("playwright", "prints"), ("fontTools", "cuts fonts for paper")):
        if find_spec(module) is None:
            raise NoPrinter(f"there is no {module}, which {use}: pip install -r requirements-dev.txt")
    path = find()
    if path is None:
        raise NoPrinter("there is no Chromium, which prints; name one: CHROMIUM=/path/to/chromium make book")
    return path


def faces() -> str:
    """The book's fonts in each weight, as a style sheet has them: a PDF takes a varying one as pictures of letters."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    rules = []
    for path in sorted((WEB / "fonts").glob("*.woff2")):
        family = f"Paper{path.stem.removeprefix('book-').title()}"  # PaperSans, PaperSerif
        for weight in WEIGHTS:
            file = io.BytesIO()
            font = TTFont(path, recalcTimestamp=False)
            instantiateVariableFont(font, {"wght": weight}, inplace=True).save(file)
            data = base64.b64encode(file.getvalue()).decode()
            source = f"url(data:font/woff2;base64,{data})"
            rules.append(f"@font-face {{ font-family: {family}; src: {source}; font-weight: {weight}; }}")
    return "\n".join(rules)


def printed(page: str, path: str, checked: date) -> bytes:
    """A page as PDF, with bookmarks and tags, by the browser at a path. It is of the day of the newest check: the clock
    would make each another."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "book.html")
        file.write_text(page, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, UNHINTED])
        tab = browser.new_page(color_scheme="light")
        tab.set_default_timeout(MINUTES * 60_000)
        tab.goto(file.as_uri())
        sheets = tab.pdf(outline=True, tagged=True, prefer_css_page_size=True, print_background=True)
        browser.close()
    return MOMENT.sub(rb"\g<1>%s000000" % f"{checked:%Y%m%d}".encode(), sheets)
