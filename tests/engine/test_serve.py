"""`make serve`: a page reloads after each save, shows why a build failed, and recovers."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from ..books import EXHIBIT, environment, lend, small_book


class Served(NamedTuple):
    book: Path
    address: str
    said: IO[str]

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.book / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def served_book(tmp_path: Path) -> Iterator[Served]:
    book = lend(small_book(tmp_path, EXHIBIT))
    command = [sys.executable, "-m", "explainer.site.serve", "--port", "0"]
    alone = environment(book, PYTHONUNBUFFERED="1")
    with (
        (tmp_path / "said").open("w+", encoding="utf-8") as said,
        subprocess.Popen(command, cwd=book, env=alone, stdout=subprocess.PIPE, stderr=said, text=True) as server,
    ):
        address = ""
        for line in server.stdout:
            address = next(iter(re.findall(r"Serving on (http://[\d.:]+)", line)), address)
            if "Waiting to detect changes" in line:
                break
        for _ in range(100):  # it says so before it listens
            with suppress(OSError):
                urlopen(address).close()
                break
            time.sleep(0.1)
        yield Served(book, address, said)
        server.terminate()
        server.stdout.read()


def test_a_save_shows_on_the_page_and_so_does_an_error(served_book: Served, browser: Browser):
    page = browser.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.goto(served_book.address)
    expect(page.locator(".headline")).to_have_text("Some light")
    later = {"timeout": 60_000}
    served_book.edit("book/index.md", "It is {claim}", "It was {claim}")
    expect(page.locator("article")).to_contain_text("It was 1.2 million francs", **later)
    served_book.edit("explainer/site/web/book.css", "--paper: light-dark(#fbfaf6", "--paper: light-dark(#fbfa00")
    expect(page.locator("body")).to_have_css("background-color", "rgb(251, 250, 0)", **later)
    served_book.edit("explainer/site/theme/page.html", "<main", '<main data-anew="yes"')
    expect(page.locator("main[data-anew]")).to_be_attached(**later)
    assert told == [], "nothing is blocked"

    served_book.edit("book/index.md", "It was {claim}", "It was 42 and {claim}")
    expect(page.get_by_role("alert")).to_contain_text(
        "book/index.md, line 17: found the figure '42', typed by hand", **later
    )
    served_book.said.seek(0)
    assert "book/index.md, line 17: found the figure '42', typed by hand" in served_book.said.read()
    served_book.edit("book/index.md", "It was 42 and {claim}", "It has been {claim}")
    expect(page.locator("article")).to_contain_text("It has been 1.2 million francs", **later)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.close()  # or the server would wait for it
