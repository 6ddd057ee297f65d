"""Nothing stale: after edits of every kind, and damage of every kind, the next build equals a clean one, byte for byte.

In groups, since edits that have every page written again would hide what the others leave behind.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ..books import CLAIM, EXHIBIT, build, contents, copy_book, second_book, small_book

Edit = Callable[[Path], object]
AWAY = "https://example.org/book/"


def replaced(file: str, old: str, new: str) -> Edit:
    def edit(book: Path) -> None:
        text = (book / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        (book / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def cell(table: str, row: str, column: str, more: str) -> Edit:
    """Adds words to a cell of the row with an id."""

    def edit(book: Path) -> None:
        path = book / "data" / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        next(found for found in rows if found[0] == row)[header.index(column)] += more
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])

    return edit


def put(file: str, text: str) -> Edit:
    def edit(book: Path) -> None:
        (book / file).parent.mkdir(parents=True, exist_ok=True)
        (book / file).write_text(text, encoding="utf-8")

    return edit


def forget(page: str) -> Edit:
    """Removes a page and the links to it."""

    def edit(book: Path) -> None:
        (book / "book" / f"{page}.md").unlink()
        for path in (book / "book").glob("*.md"):
            text = path.read_text(encoding="utf-8")
            path.write_text(re.sub(rf"\[([^\]]*)\]\({page}\.md[^)]*\)", r"\1", text), encoding="utf-8")

    return edit


def in_site(pattern: str, damage: Callable[[Path], object]) -> Edit:
    """Damages what the site has of a pattern."""

    def edit(book: Path) -> None:
        found = list((book / "_build/html").glob(pattern))
        assert found, pattern
        for path in found:
            damage(path)

    return edit


def same_size_and_time(path: Path) -> None:
    before = path.stat()
    path.write_bytes(b"x" * before.st_size)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


QUARREL, DAYS = "      - file: book/quarrel\n", "      - file: book/days\n"
STATIC = "explainer/site/web"
WORDS: dict[str, Edit] = {
    "a word": replaced("book/lamp.md", "The papers agree on nothing", "The papers agree in nothing"),
    "a heading": replaced("book/cost.md", "\n## One bill is higher", "\n## One bill is the higher one"),
    "a headline": replaced("book/lamp.md", "sees the lamp further away", "sees the lamp from further away"),
    "a subtitle": replaced("book/lamp.md", "Range of the light in miles", "The range of the light in miles"),
    "a gloss": cell("claims", CLAIM, "gloss", ", it says"),
    "a finding": cell("checks", CLAIM, "finding", " So it is."),
    "a term's meaning": replaced("book/papers.md", "What burns in a lighthouse", "What burns in the lighthouse"),
    "a new term": replaced("book/papers.md", "\nLamp\n", "\nBill : bill\n  What is paid.\n\nLamp\n"),
}
CONTENTS: dict[str, Edit] = {
    "a page's own title": replaced("book/papers.md", "# The papers", "# Both papers"),
    "a title in the contents": replaced("_toc.yml", "title: The lamp", "title: That lamp"),
    "a caption": replaced("_toc.yml", "caption: Looked up", "caption: To be looked up"),
    "another order": replaced("_toc.yml", QUARREL + DAYS, DAYS + QUARREL),
    "a new page": put("book/more.md", "# More\n\nWords of a page.\n"),
    "its place": replaced("_toc.yml", DAYS, f"{DAYS}      - file: book/more\n"),
    "a page gone": forget("quarrel"),
    "from its place": replaced("_toc.yml", QUARREL, ""),
}
LOOKS: dict[str, Edit] = {
    "a rule of style": replaced(
        f"{STATIC}/book.css", ".quiet { color: var(--muted); }", ".quiet { color: var(--quiet); }"
    ),
    "a script": replaced(f"{STATIC}/book.js", "a plain link to its ledger entry", "a link to its ledger entry"),
    "the script of live charts": replaced(f"{STATIC}/live.js", "(max-width: 60rem)", "(max-width: 61rem)"),
    "the icon": replaced(f"{STATIC}/favicon.svg", "<svg ", "<svg  "),
    "a template": replaced("explainer/site/theme/page.html", "<main", '<main data-anew="yes"'),
}
EVERY_PAGE: dict[str, Edit] = {
    "an event": cell("events", "light-lit", "title", " anew"),
    "a prediction": cell("predictions", "losses", "statement", " or so"),
    "a disagreement": cell("disagreements", "cost", "resolution", " So it is."),
    "a verdict's word": replaced("data/verdicts.csv", ",loose,", ",rather loose,"),
    "a colour": replaced(f"{STATIC}/book.css", "--hot: light-dark(#b8380f", "--hot: light-dark(#b8380e"),
    "a font of drawings": lambda book: shutil.copy(
        *(book / f"explainer/site/web/fonts/book-sans-{w}.ttf" for w in (600, 700))
    ),
    "how a figure is written": replaced("explainer/words/write.py", 'N_("about ', 'N_("around '),
    "the inline script": replaced("explainer/site/web/early.js", "setTimeout(go,1000)", "setTimeout(go,1001)"),
    "the book's title": replaced("_config.yml", "html_title: The harbour light", "html_title: A harbour light"),
    "its author": replaced("_config.yml", "author: Two readers", "author: Three readers"),
}
DAMAGE: dict[str, Edit] = {
    "half a page": in_site("index.html", lambda path: os.truncate(path, 1000)),
    "a page lost": in_site("other.html", Path.unlink),
    "a search spoilt": in_site("search.json", lambda path: path.write_text("[]")),
    "a table of an exhibit lost": in_site("exhibits/x.csv", Path.unlink),
    "a picture spoilt": in_site("exhibits/x.png", lambda path: path.write_bytes(b"x")),
    "a packed file spoilt": in_site("index.html.gz", same_size_and_time),
    "a script spoilt": in_site("_static/book.*.js", lambda path: path.write_bytes(b"x")),
    "a font spoilt": in_site("_static/*.woff2", lambda path: path.write_bytes(b"x")),
    "a table spoilt": in_site("data/claims.csv", same_size_and_time),
    "the headers lost": in_site("_headers", Path.unlink),
    "the inventory spoilt": in_site("objects.inv", lambda path: path.write_bytes(b"x")),
    "a page that nobody made": put("_build/html/old.html", "old"),
    "a table that nobody made": put("_build/html/data/old.csv", "old"),
    "a chapter that nobody made": put("_build/html/chapters/old.md", "old"),
}
GROUPS = {"words": WORDS, "contents": CONTENTS, "looks": LOOKS, "every page": EVERY_PAGE, "damage": DAMAGE}


def test_there_are_edits_of_many_kinds():
    assert sum(map(len, GROUPS.values())) >= 45


def differ(book: Path, clean: Path, drawn: bool, **environment: str) -> list[str]:
    """What differs between a book built on, and the same built in a place where nothing was; `drawn`, with its drawings
    made anew."""
    copy_book(clean, book)
    for place in (book, clean):
        done = build(place, drawings=clean / "none" if drawn else None, **environment)
        assert done.returncode == 0, done.stderr[-2000:]
    built, anew = (contents(place / "_build/html") for place in (book, clean))
    return [name for name in sorted(built.keys() | anew.keys()) if built.get(name) != anew.get(name)]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second book, built."""
    book = second_book(tmp_path_factory.mktemp("stale") / "book")
    assert build(book).returncode == 0
    return book


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small book, built: one page with an exhibit and one without cells."""
    book = small_book(tmp_path_factory.mktemp("stale") / "small", EXHIBIT, other="")
    (book / "book/other.md").write_text("# Other\n\nNothing of it is computed.\n", encoding="utf-8")
    assert build(book).returncode == 0
    return book


@pytest.mark.parametrize("group", GROUPS)
def test_an_edited_book_is_built_as_if_it_had_always_been_so(group: str, request, tmp_path: Path):
    book = request.getfixturevalue("whole" if group in ("words", "contents") else "small")
    for edit in GROUPS[group].values():
        edit(book)
    away = {"SITE_URL": AWAY} if group == "every page" else {}
    assert differ(book, tmp_path, drawn=group in ("looks", "every page"), **away) == []
