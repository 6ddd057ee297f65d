"""The Sphinx extension, on small books built in a temporary folder, and what the second book builds again and when.

Covered: addresses, roles, bad roles, what is rebuilt when, and that two builds are alike.
The built site as a reader meets it is in tests/book/site/.
"""

from __future__ import annotations

import json
import re
import struct
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from explainer.ledger.verify import write_seals

from ..books import EXHIBIT, build, contents, last, second_book, small_book


def test_the_landing_page_is_the_root_and_pages_lie_beside_it(second: Path):
    site = second / "_build/html"
    assert (site / "lamp.html").is_file() and not (site / "book").exists()
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert "refresh" not in str(page.head).lower() and page.h1.text.startswith("The harbour light")
    assert '"book/' not in (site / "search.json").read_text(encoding="utf-8"), "an address"


def test_roles_show_figures(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\n{claim}`range-hh` {checked}`cost-hh` {claim}`that calm <wrecks-cp>`\n")
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    page = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser")
    shown = {link["data-claim"]: link.find(string=True, recursive=False) for link in page.select("a.claim")}
    assert shown == {
        "range-hh": "about 15\u00a0miles",
        "cost-hh": "1.2\u00a0million\u00a0francs",
        "wrecks-cp": "that calm",
    }


def test_all_bad_roles_of_a_page_fail_the_build_each_with_file_and_line(tmp_path: Path):
    bad = {
        "{claim}`cost-c`": "no claim 'cost-c'",
        "{claim}`wrecks-cp`": "give the words to show",
        "{checked}`wrecks-cp`": "has no checked figure",
        "{derived}`nothing`": "no cell of this page derives it",
    }
    done = build(small_book(tmp_path, "\n\n".join(["# Page", *bad]) + "\n"))
    causes = last(done.stderr)
    assert done.returncode != 0 and len(causes) == len(bad), causes
    for number, (role, said) in enumerate(bad.items()):
        assert causes[number].startswith(f"book/index.md, line {9 + 2 * number}: {role}: ") and said in causes[number]


def test_two_entries_of_a_page_have_two_ids(tmp_path: Path):
    done = build(small_book(tmp_path, "# Page\n\n```{exchanges} it-saves it-saves\n```\n"))
    (cause,) = last(done.stderr)
    assert done.returncode != 0 and "two entries of this page have the id 'exchange-it-saves'" in cause


def test_a_site_that_knows_its_address_names_it_where_links_must_be_absolute(tmp_path: Path):
    book = small_book(tmp_path, EXHIBIT)
    done = build(book, SITE_URL="https://example.org/book")
    assert done.returncode == 0, done.stderr[-2000:]
    site = book / "_build/html"
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("link", rel="canonical")["href"] == "https://example.org/book/"
    assert page.find("meta", property="og:image")["content"] == "https://example.org/book/share/index.png"
    name = page.select_one("figure.exhibit")["id"]
    assert {path.name for path in (site / "share").iterdir()} == {"index.png", f"index.{name}.png"}
    for picture in (site / "share").iterdir():
        assert struct.unpack(">II", picture.read_bytes()[16:24]) == (1200, 630), "as places that show links ask for"
    place = f"https://example.org/book/exhibits/{name}.html"
    assert place in (site / f"exhibits/{name}.svg").read_text(encoding="utf-8")
    assert json.loads((site / f"exhibits/{name}.datapackage.json").read_text(encoding="utf-8"))["homepage"] == place
    sitemap = ElementTree.fromstring((site / "sitemap.xml").read_bytes())
    (url,) = sitemap
    assert url[0].text == "https://example.org/book/" and date.fromisoformat(url[1].text) <= date.today()
    assert "Sitemap: https://example.org/book/sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")
    feed = ElementTree.fromstring((site / "corrections.xml").read_bytes())
    links = [link.get("href") for link in feed.iter("{http://www.w3.org/2005/Atom}link")]
    assert len(links) > 1 and all(link.startswith("https://example.org/book/") for link in links)
    lost = BeautifulSoup((site / "404.html").read_text(encoding="utf-8"), "html.parser")
    assert lost.base["href"] == "/book/"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second book built once more, elsewhere, with nothing lent; tests below build on."""
    book = second_book(tmp_path_factory.mktemp("again") / "there")
    done = build(book, alone=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return book


def test_two_clean_builds_are_byte_identical(second: Path, built: Path):
    first, again = contents(second / "_build/html"), contents(built / "_build/html")
    assert first.keys() == again.keys()
    assert [name for name in first if first[name] != again[name]] == []


def read_again(done) -> set[str]:
    """The pages a build read (and ran) again."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    return set(re.findall(r"reading sources\.\.\. \[ *\d+%\] (\S+)", plain))


def test_an_unchanged_tree_rebuilds_no_page(built: Path):
    before = contents(built / "_build/html")
    done = build(built)
    assert done.returncode == 0 and read_again(done) == set()
    assert "no targets are out of date" in done.stdout
    assert contents(built / "_build/html") == before


def outputs(book: Path) -> dict[str, int]:
    """The pages whose cells' outputs are kept, each with the time from which they are."""
    return {path.stem: path.stat().st_mtime_ns for path in (book / "_build/cells").rglob("*.json")}


def another_value(data: Path) -> None:
    """Changes a published value from 1.2 to 1.3 million in all its homes, as if it had never been published otherwise."""
    for name in ("claims.csv", "checks.csv", "published.lock"):
        lines = (data / name).read_text(encoding="utf-8").splitlines(keepends=True)
        ours = [n for n, line in enumerate(lines) if line.startswith("cost-cp,") or line.endswith("  cost-cp\n")]
        assert len(ours) == 1
        for old, new in (("1200000", "1300000"), ("1,2 mill", "1,3 mill"), ("1.2 mill", "1.3 mill")):
            lines[ours[0]] = lines[ours[0]].replace(old, new)
        if name == "published.lock":
            del lines[ours[0]]
        (data / name).write_text("".join(lines), encoding="utf-8")
    write_seals(data)


def test_a_changed_value_shows_in_the_next_build(built: Path):
    before = outputs(built)
    another_value(built / "data")
    done = build(built)
    new = "1.3\u00a0million\u00a0francs"
    page = BeautifulSoup((built / "_build/html/cost.html").read_text(encoding="utf-8"), "html.parser")
    links = page.select("a.claim:not(.checked)[data-claim=cost-cp]")
    assert done.returncode == 0 and links
    assert {link.get_text() for link in links} == {new}
    for name in ("all-claims", "from-the-courrier"):
        assert new in (built / f"_build/html/{name}.html").read_text(encoding="utf-8")
    # The landing page shows how far one sees, and the entries of the other paper ask for other figures.
    unconcerned = {"book/index", "book/from-the-herald"}
    assert read_again(done).isdisjoint(unconcerned) and "book/cost" in read_again(done)
    # A page whose words tell the claim is read again; its cells run again only if they asked for it.
    after = outputs(built)
    assert "book/lamp" in read_again(done) and after["lamp"] == before["lamp"]
    assert after["cost"] != before["cost"]


def test_a_changed_glossary_writes_the_chapters_and_runs_none(built: Path):
    path = built / "book/papers.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nLamp\n", "\nLamp : whale oil\n"), encoding="utf-8")
    done = build(built)
    assert done.returncode == 0 and read_again(done) == {"book/papers"}
    page = BeautifulSoup((built / "_build/html/lamp.html").read_text(encoding="utf-8"), "html.parser")
    (link,) = page.select('a.term[href="papers.html#term-Lamp"]')
    assert link.get_text() == "whale oil"


def test_a_changed_style_shows_and_runs_no_page(built: Path):
    path = built / "explainer/site/web/book.css"
    path.write_text(path.read_text(encoding="utf-8") + "\n.tested { color: red; }\n", encoding="utf-8")
    old = (built / "_build/html/papers.html").read_text(encoding="utf-8")
    done = build(built)
    assert done.returncode == 0 and read_again(done) == set()
    new = (built / "_build/html/papers.html").read_text(encoding="utf-8")
    assert ".tested { color: red; }" in new and ".tested" not in old


def test_a_picture_left_unfinished_is_drawn_again(built: Path):
    picture = next((built / "_build/html/exhibits").glob("*.png"))
    drawing = picture.with_suffix(".svg")
    before = picture.read_bytes(), drawing.read_bytes()
    picture.write_bytes(b"half")
    drawing.unlink()  # it is written last
    assert build(built).returncode == 0
    assert (picture.read_bytes(), drawing.read_bytes()) == before


def test_a_changed_function_shows_in_the_next_build(built: Path):
    path = built / "explainer/words/write.py"
    path.write_text(path.read_text(encoding="utf-8").replace('N_("more than ', 'N_("upwards of '), encoding="utf-8")
    done = build(built)
    page = (built / "_build/html/lamp.html").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "upwards of" in page and "more than 20\u00a0miles" not in page
