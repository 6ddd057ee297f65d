"""The Sphinx extension, on small books built in a temporary folder, and the whole book's dependencies.

Covered: addresses, roles, bad roles, false headlines, what is rebuilt when, and that two builds are alike.
The built site as a reader meets it is in tests/site/.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from .conftest import build, copy_book, small_book
from .small import another_value


def test_the_landing_page_is_the_root_and_pages_lie_beside_it(site: Path):
    assert (site / "bubble.html").is_file() and not (site / "book").exists()
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert "refresh" not in str(page.head).lower() and page.h1.text.startswith("Bubble or Build-out?")
    assert '"book/' not in (site / "search.json").read_text(encoding="utf-8"), "an address"


def test_roles_show_figures(tmp_path: Path):
    book = small_book(
        tmp_path,
        "# Page\n\n{claim}`openai-revenue-h1-2025-jd` {checked}`stargate-power-target-6gw-jd` {claim}`that city <power-6gw-equals-city-jd>`\n",
    )
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    page = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser")
    shown = {link["data-claim"]: link.find(string=True, recursive=False) for link in page.select("a.claim")}
    assert shown == {
        "openai-revenue-h1-2025-jd": "USD\u00a04.3\u00a0billion",
        "stargate-power-target-6gw-jd": "10\u00a0GW",
        "power-6gw-equals-city-jd": "that city",
    }


@pytest.mark.parametrize(
    ("body", "line", "said"),
    [
        ("# Page\n\nText.\n\n{claim}`openai-revenue`\n", 11, "no claim 'openai-revenue'"),
        ("# Page\n\n{claim}`deepseek-r1-surpasses-o1-sg`\n", 9, "give the words to show"),
        ("# Page\n\n{checked}`power-6gw-equals-city-jd`\n", 9, "has no checked figure"),
        ("# Page\n\n{derived}`nothing`\n", 9, "no cell of this page derives it"),
    ],
)
def test_a_bad_role_fails_the_build_and_names_file_and_line(tmp_path: Path, body: str, line: int, said: str):
    done = build(small_book(tmp_path, body))
    assert done.returncode != 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
    assert re.search(rf"book/index\.md:{line}: .*{re.escape(said)}", plain), plain[-2500:]


def test_a_false_headline_fails_the_build(tmp_path: Path):
    cell = """# Page

```{code-cell} python3
from explainer.charts import forms, frames
from explainer.notebook import exhibit, ledger
rows = frames.labelled(ledger.claims(unit="GW"))
exhibit(forms.bars(rows), rows, name="x", headline="All agree", holds=rows.value.nunique() == 1, subtitle="GW", alt="Bars", columns={"label": "Who", "text": "GW"}, claims=rows.claim_id)
```
"""
    done = build(small_book(tmp_path, cell))
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "book/index.md, line 13: exhibit 'x': the rows do not support the headline" in said and "All agree" in said


def test_a_site_that_knows_its_address_names_it_where_links_must_be_absolute(tmp_path: Path):
    cell = """# Page

```{code-cell} python3
from explainer.charts import forms, frames
from explainer.notebook import exhibit, ledger
rows = frames.labelled(ledger.claims(unit="GW"))
exhibit(forms.bars(rows), rows, name="x", headline="Some power", holds=len(rows) > 1, subtitle="GW", alt="Bars", columns={"label": "Who"}, claims=rows.claim_id)
```
"""
    book = small_book(tmp_path, cell)
    done = build(book, SITE_URL="https://example.org/book")
    assert done.returncode == 0, done.stderr[-2000:]
    site = book / "_build/html"
    page = BeautifulSoup((site / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find("link", rel="canonical")["href"] == "https://example.org/book/"
    assert page.find("meta", property="og:image")["content"] == "https://example.org/book/exhibits/x.png"
    assert (site / "exhibits/x.png").is_file()
    assert "<loc>https://example.org/book/</loc>" in (site / "sitemap.xml").read_text(encoding="utf-8")
    lost = BeautifulSoup((site / "404.html").read_text(encoding="utf-8"), "html.parser")
    assert lost.base["href"] == "/book/"


def test_a_figure_typed_by_hand_fails_the_build(tmp_path: Path):
    done = build(small_book(tmp_path, "# Page\n\nIt cost 42 billion.\n"))
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "book/index.md, line 9: found the figure '42', typed by hand; allowed: {claim}`id`" in said


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book built a second time, elsewhere."""
    book = copy_book(tmp_path_factory.mktemp("again") / "there")
    done = build(book, alone=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return book


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_two_clean_builds_are_byte_identical(site: Path, second: Path):
    first, again = contents(site), contents(second / "_build/html")
    assert first.keys() == again.keys()
    assert [name for name in first if first[name] != again[name]] == []


def read_again(done) -> set[str]:
    """The pages a build read (and ran) again."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)
    return set(re.findall(r"reading sources\.\.\. \[ *\d+%\] (\S+)", plain))


def test_an_unchanged_tree_rebuilds_no_page(second: Path):
    before = contents(second / "_build/html")
    done = build(second)
    assert done.returncode == 0 and read_again(done) == set()
    assert "no targets are out of date" in done.stdout
    assert contents(second / "_build/html") == before


def outputs(book: Path) -> dict[str, int]:
    """The pages whose cells' outputs are kept, each with the time from which they are."""
    return {path.stem: path.stat().st_mtime_ns for path in (book / "_build/cells").rglob("*.json")}


def test_a_changed_value_shows_in_the_next_build(second: Path):
    before = outputs(second)
    another_value(second / "data")
    done = build(second)
    page = BeautifulSoup((second / "_build/html/bubble.html").read_text(encoding="utf-8"), "html.parser")
    links = page.select("a.claim:not(.checked)[data-claim=openai-revenue-h1-2025-jd]")
    assert done.returncode == 0 and links
    assert {link.get_text() for link in links} == {"USD\u00a04.4\u00a0billion"}
    for name in ("ledger", "ledger-jinduan-2025"):
        assert "USD\u00a04.4\u00a0billion" in (second / f"_build/html/{name}.html").read_text(encoding="utf-8")
    # The landing page counts verdicts, the chapter on efficiency and the entries of other sources ask for other figures.
    unconcerned = {"book/glossary", "book/index", "book/method", "book/rebuild", "book/us-china", "book/ledger-stargate-2025"}  # fmt: skip
    assert read_again(done).isdisjoint(unconcerned) and "book/bubble" in read_again(done)
    # A page whose words tell the claim is read again; its cells run again only if they asked for it.
    after = outputs(second)
    assert "book/sources" in read_again(done) and after["sources"] == before["sources"]
    assert after["bubble"] != before["bubble"]


def test_a_changed_glossary_writes_the_chapters_and_runs_none(second: Path):
    path = second / "book/glossary.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("\nTraining\n", "\nTraining : plant and machines\n"), encoding="utf-8")
    done = build(second)
    assert done.returncode == 0 and read_again(done) == {"book/glossary"}
    page = BeautifulSoup((second / "_build/html/bubble.html").read_text(encoding="utf-8"), "html.parser")
    (link,) = page.select('a.term[href="glossary.html#term-Training"]')
    assert link.get_text() == "plant and machines"


def test_a_changed_style_shows_and_runs_no_page(second: Path):
    path = second / "explainer/site/web/book.css"
    path.write_text(path.read_text(encoding="utf-8") + "\n.tested { color: red; }\n", encoding="utf-8")
    old = (second / "_build/html/glossary.html").read_text(encoding="utf-8")
    done = build(second)
    assert done.returncode == 0 and read_again(done) == set()
    new = (second / "_build/html/glossary.html").read_text(encoding="utf-8")
    assert ".tested { color: red; }" in new and ".tested" not in old


def test_a_picture_left_unfinished_is_drawn_again(second: Path):
    picture = next((second / "_build/html/exhibits").glob("*.png"))
    drawing = picture.with_suffix(".svg")
    before = picture.read_bytes(), drawing.read_bytes()
    picture.write_bytes(b"half")
    drawing.unlink()  # it is written last
    assert build(second).returncode == 0
    assert (picture.read_bytes(), drawing.read_bytes()) == before


def test_a_changed_function_shows_in_the_next_build(second: Path):
    path = second / "explainer/words/write.py"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"over": "more than"', '"over": "upwards of"'), encoding="utf-8"
    )
    done = build(second)
    page = (second / "_build/html/bubble.html").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    assert "upwards of" in page and "more than USD" not in page
