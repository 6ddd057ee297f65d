"""A worked query is put to the published database as the book is built; one without an answer stops the build."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from explainer.ledger.store import Ledger
from explainer.site.pages.sql import SHOWN, Sql
from explainer.templates import render

from ..books import ABOUT, build, last, small_book
from ..small import Small

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"


@pytest.fixture(scope="module")
def railway(tmp_path_factory: pytest.TempPathFactory) -> Ledger:
    return Ledger(Small(tmp_path_factory.mktemp("sql")).data)


def printed(ledger: Ledger, query: str) -> BeautifulSoup:
    return BeautifulSoup(
        render("sql.html", href=None, note=None, verdicts={}, **Sql.content_of(ledger, "Called so", query)),
        "html.parser",
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT colour FROM claims", "no such column: colour; the table dictionary"),
        ("DELETE FROM claims", "attempt to write a readonly database"),
        ("SELECT 1; SELECT 2", "one statement at a time"),
        (ENDLESS, "it comes to no end"),
        ("SELECT 1 WHERE 0", "finds no row"),
        ("", "finds no row"),
    ],
)
def test_a_query_without_an_answer_is_refused(query: str, said: str, railway: Ledger):
    with pytest.raises(ValueError, match=said):
        Sql.content_of(railway, "Called so", query)


def test_the_build_names_the_page_and_line_of_such_a_query(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\n```{sql} Colours\nSELECT colour FROM claims\n```\n")
    done = build(book)
    (said,) = last(done.stderr)
    assert done.returncode and said.startswith("book/index.md, line 9: ") and "no such column: colour" in said


def test_a_long_answer_is_cut_and_says_so(railway: Ledger):
    page = printed(railway, 'SELECT "table", "column" FROM dictionary')
    assert len(page.select("tbody tr")) == SHOWN
    assert f"rows, of which the first {SHOWN} stand here" in page.caption.get_text()
    assert "of which" not in printed(railway, "SELECT 1 AS one").caption.get_text()


def test_numbers_stand_to_the_right_and_are_marked_as_computed(railway: Ledger):
    page = printed(railway, "SELECT 'a' AS word, 1383.5 AS year, 12345678.0 AS large UNION SELECT 'b', NULL, -20000")
    assert [head.get("class") for head in page.select("th")] == [None, ["n"], ["n"]]
    rows = [[cell.get_text() for cell in row.select("td")] for row in page.select("tbody tr")]
    assert rows == [["a", "1383.5", "12,345,678"], ["b", "", "−20,000"]]
    assert [figure["value"] for figure in page.select("tbody data")] == ["1383.5", "12345678.0", "-20000"]


def test_the_second_book_has_its_own(second: Path):
    page = BeautifulSoup((second / "_build/html/ask.html").read_text(encoding="utf-8"), "html.parser")
    (query,) = (block.get_text() for block in page.select("main pre"))
    base = sqlite3.connect(f"file:{second}/_build/html/data/{ABOUT['name']}.sqlite?mode=ro", uri=True)
    found = base.execute(query).fetchall()
    assert len(found) > 1 and len(page.select(".answer[data-query] tbody tr")) == len(found)
    assert page.select_one("form#sql")["data-database"] == f"data/{ABOUT['name']}.sqlite"
    assert "claim_id" in page.select_one("main details table").get_text()
    others = [path.name for path in (second / "_build/html").glob("*.html") if "sql-wasm" in path.read_text("utf-8")]
    assert others == ["ask.html"]
