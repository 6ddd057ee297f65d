"""The engine knows no topic: a second book, on another one, is built by the same package, and nothing of the first is in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from bs4 import BeautifulSoup

from explainer.ledger.store import Ledger
from explainer.paths import PACKAGE, ROOT
from explainer.site.pages import PARTS

from ..books import ABOUT, run

TEXT = {".html", ".json", ".csv", ".xml", ".svg", ".md", ".ipynb", ".js", ".css", ".py"}


def words_of_the_first(ledger: Ledger) -> set[str]:
    """What only the first book can say: its name, the ids and names of its ledger, and its debates' words."""
    words = {"Bubble or Build-out", "bubble-or-build-out"} | {name for name in ledger.ids() if "-" in name}
    words |= set(ledger.table("sources")["publisher"]) | set(ledger.table("sources")["called"])
    # An entity's name may be a word of any book: "researchers". One with a capital within is not.
    words |= {name for name in ledger.table("entities")["name"] if re.search(r"[A-Z]", name) and len(name) > 4}
    words |= set(ledger.vocabulary.questions.values()) | {
        period.title for period in ledger.vocabulary.periods if " " in period.title
    }
    return words - {"China", "Japan", "World", "Europe", "India"}


def said(folder: Path) -> dict[Path, str]:
    paths = (path for path in folder.rglob("*") if path.suffix in TEXT and not path.name.startswith("live."))
    return {path.relative_to(folder): path.read_text(encoding="utf-8") for path in paths}


def found(texts: dict[Path, str], words: set[str]) -> list[tuple[str, str]]:
    return [
        (str(path), word)
        for path, text in texts.items()
        for word in sorted(words)
        # Looked for first as it is, which takes no time, and then as a word.
        if word in text and re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text)
    ]


def test_nothing_of_the_first_book_is_in_the_second(second: Path, ledger: Ledger):
    texts = said(second / "_build/html")
    assert len(texts) > 30 and found(texts, words_of_the_first(ledger)) == []


def test_the_engine_names_nothing_of_a_book(ledger: Ledger):
    assert found(said(PACKAGE), words_of_the_first(ledger)) == []
    first = said(ROOT / "book")
    assert len(found(first, words_of_the_first(ledger))) > 10, "the words are told apart"


def test_every_directive_stands_in_the_second_book(second: Path):
    texts = "".join(path.read_text(encoding="utf-8") for path in (second / "book").glob("*.md"))
    assert [name for name in PARTS if f"{{{name}}}" not in texts] == []


def test_it_is_bound_by_the_same_command(second: Path, tmp_path: Path):
    copy = shutil.copytree(second, tmp_path / "book")
    done = run(copy, "python", "-m", "explainer.site.book")
    assert done.returncode == 0, done.stderr
    files = {path.suffix: path for path in (copy / "_build/book").iterdir()}
    assert {path.stem for path in files.values()} == {ABOUT["name"]} and set(files) == {".html", ".epub", ".pdf"}
    whole = BeautifulSoup(files[".html"].read_text(encoding="utf-8"), "html.parser")
    ids = [each["id"] for each in whole.select("[id]")]
    assert len(whole.select("article")) > 5 and len(set(ids)) == len(ids)
    assert [link["href"] for link in whole.select('[href^="#"]') if link["href"][1:] not in ids] == []


def test_pages_are_found_whatever_their_names(second: Path):
    page = BeautifulSoup((second / "_build/html/lamp.html").read_text(encoding="utf-8"), "html.parser")
    for link in page.select("a.claim, a.derived"):
        name, _, anchor = link["href"].partition("#")
        there = BeautifulSoup((second / "_build/html" / name).read_text(encoding="utf-8"), "html.parser")
        assert there.find(id=anchor), link["href"]
    assert page.select_one('a.term[href="papers.html#term-Lamp"]'), "the glossary"
    assert page.select_one('footer a[href="all-claims.html"]'), "the ledger"
    narrowed = [
        path.stem
        for path in (second / "_build/html").glob("*.html")
        if "_static/ledger." in path.read_text(encoding="utf-8")
    ]
    assert narrowed == ["all-claims"]


def test_what_is_quoted_is_in_the_language_of_its_source(second: Path):
    page = BeautifulSoup((second / "_build/html/lamp.html").read_text(encoding="utf-8"), "html.parser")
    assert {quoted["lang"] for quoted in page.select(".about q[lang]")} == {"fr", "en"}
    papers = BeautifulSoup((second / "_build/html/papers.html").read_text(encoding="utf-8"), "html.parser")
    assert (
        "read in French" in papers.select_one(".cast").get_text()
        and "English" in papers.select(".source")[-1].get_text()
    )


def test_the_tests_of_the_engine_name_no_row_of_the_first_book(ledger: Ledger):
    ids = {name for name in ledger.ids() if "-" in name}
    tests = {path: text for path, text in said(ROOT / "tests").items() if path.suffix == ".py"}
    engine = {path: text for path, text in tests.items() if "book" not in path.parts}
    assert found(engine, ids) == []
    assert len(found(tests, ids)) > 50, "the ids are told apart"
