"""There is no way round the check, whoever builds and in whatever form; a build that stops says why in its last lines; and
nothing that an earlier build left behind can stop a build or change what it makes.

On small books in a temporary folder. What a sound build makes is in test_rebuilds and in tests/book/site/.
"""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.paths import ROOT
from explainer.site.settings import settings

from ..books import CLAIM, EXHIBIT, HEAD, SITE, build, contents, environment, last, run, small_book


def cell(code: str) -> str:
    return f"# Page\n\n```{{code-cell}} python3\n:tags: [hide-input]\n\n{code}\n```\n"


def only(stderr: str) -> str:
    """The one thing said of a build that stopped."""
    lines = last(stderr)
    assert len(lines) == 1, lines
    return lines[0]


def edit(book: Path, column: str, change: Callable[[str], str], claim: str = CLAIM) -> int:
    """Changes one cell of a claim; gives its line."""
    path = book / "data/claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    line = next(n for n, row in enumerate(rows, 2) if row[0] == claim)
    rows[line - 2][header.index(column)] = change(rows[line - 2][header.index(column)])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return line


def sphinx(book: Path, builder: str, *options: str) -> subprocess.CompletedProcess[str]:
    """Builds with Sphinx alone."""
    (book / "conf.py").write_text(settings(book), encoding="utf-8")
    return run(book, "sphinx-build", "-b", builder, *options, ".", f"_build/{builder}")


def serve(book: Path) -> str:
    """What `make serve` says on stderr of its first build."""
    command = [sys.executable, "-m", "explainer.site.serve", "--port", "0"]
    with (
        (book / "said").open("w+", encoding="utf-8") as said,
        subprocess.Popen(
            command,
            cwd=book,
            env=environment(book, PYTHONUNBUFFERED="1"),
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as server,
    ):
        for line in server.stdout:
            if "Waiting to detect changes" in line:
                break
        server.terminate()
        server.stdout.read()
        said.seek(0)
        return said.read()


COMMANDS: dict[str, Callable[[Path], str]] = {
    "make site": lambda book: run(book, *SITE).stderr,
    "jupyter-book build": lambda book: run(book, "jupyter-book", "build", ".").stderr,
    "make serve": serve,
    "linkcheck": lambda book: sphinx(book, "linkcheck").stderr,
    "dummy, where warnings are errors": lambda book: sphinx(book, "dummy", "-W").stderr,
}


def test_the_makefile_builds_as_these_tests_do():
    made = subprocess.run(["make", "-n", "site"], capture_output=True, text=True, check=True, cwd=ROOT)
    assert " ".join(SITE) in made.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_a_forged_ledger_is_refused_before_anything_is_read_or_written(command: str, tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\nNothing of it is shown here.\n")
    figure = edit(book, "low", lambda low: f"{low}000000", "range-hh")
    phrase = edit(book, "evidence", lambda words: words.replace("2", "5", 1))
    lines = last(COMMANDS[command](book))
    assert all(line.startswith("data/") for line in lines) and not (book / "_build/html").exists()
    assert any(line.startswith(f"data/claims.csv, line {figure} (range-hh)") for line in lines)
    assert any(line.startswith(f"data/claims.csv, line {phrase} ({CLAIM}), column evidence") for line in lines)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_unknown_claim_is_refused(command: str, tmp_path: Path):
    book = small_book(tmp_path, "")
    (book / "book/index.md").write_text("# Page\n\n{claim}`cost-c` and {checked}`nothing`\n", encoding="utf-8")
    first, second = last(COMMANDS[command](book))
    known = f"no claim 'cost-c' in data/claims.csv; did you mean {CLAIM}"
    assert first.startswith(f"book/index.md, line 3: {{claim}}`cost-c`: {known}")
    assert second.startswith("book/index.md, line 3: {checked}`nothing`: no claim 'nothing' in data/claims.csv; ")
    assert not list((book / "_build").rglob("index.html"))


def test_a_schema_that_cannot_be_read_is_named(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n")
    (book / "data/datapackage.json").write_text("{", encoding="utf-8")
    done = run(book, "jupyter-book", "build", ".")
    assert done.returncode != 0 and last(done.stderr)[0].startswith("data/datapackage.json, line 1: found Expecting")


def test_all_pages_that_cannot_be_read_are_named_at_once(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\nIt cost 42 billion.\n", other=cell("a = 1\nthis is no Python"))
    done = run(book, "jupyter-book", "build", ".")
    first, second = last(done.stderr)
    assert first.startswith("book/index.md, line 9: found the figure '42', typed by hand; allowed: {claim}`id`")
    assert second == "book/other.md, line 13: cannot be read as Python: invalid syntax"
    assert "Traceback" not in done.stderr and "Look above" not in done.stderr and done.returncode != 0


def test_all_cells_that_fail_are_named_at_once(tmp_path: Path):
    failing = cell("def share(part):\n    return part / 0\n\n\nshare(1)")
    book = small_book(tmp_path, failing, other=EXHIBIT.replace("len(rows) > 1", "len(rows) == 1"))
    done = run(book, "jupyter-book", "build", ".")
    assert done.returncode != 0
    for said in (done.stderr, serve(book)):
        failed, headline, *rest = last(said)
        assert failed == "book/index.md, line 16: ZeroDivisionError: division by zero"
        assert headline == "book/other.md, line 14: exhibit 'x': the rows do not support the headline"
        assert rest[0] == "  Some light" and rest[-1] == "Say what the rows say, or mend the ledger if it is wrong."
        assert "Traceback" not in said and "Look above" not in said and "developers" not in said


def test_a_cell_that_ends_its_process_is_named(tmp_path: Path):
    done = run(small_book(tmp_path, cell("import os\nos._exit(0)")), "jupyter-book", "build", ".")
    assert last(done.stderr) == ["book/index.md, line 12: the process that ran it died"]


def test_a_page_that_is_no_notebook_as_it_stands_is_named(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\n```{code-cell} python3\n:tags: [hide-input\n\n1\n```\n")
    line = only(run(book, "jupyter-book", "build", ".").stderr)
    assert line.startswith("book/index.md: Code cell 1 at line 9 could not be read")


def test_a_warning_stops_make_site_until_it_is_mended(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\n[a link](nowhere.md)\n")
    for _ in range(2):
        line = only(run(book, *SITE).stderr)
        assert line.startswith("book/index.md, line 9: 'myst' cross-reference target not found: 'nowhere.md'")


def test_what_is_refused_while_pages_are_read_leaves_the_site_as_it_was(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n")
    assert build(book).returncode == 0
    before = contents(book / "_build/html")
    (book / "book/index.md").write_text("# Page\n\n{clam}`x`\n", encoding="utf-8")
    assert build(book).returncode != 0
    assert contents(book / "_build/html") == before
    (book / "book/index.md").write_text(HEAD + "# Page\n", encoding="utf-8")
    assert build(book).returncode == 0 and contents(book / "_build/html") == before


def test_an_address_without_its_scheme_is_refused(tmp_path: Path):
    done = run(small_book(tmp_path, "# Page\n"), *SITE, SITE_URL="example.org")
    assert only(done.stderr).startswith("SITE_URL: found 'example.org'; allowed: the whole address")


def test_a_font_that_is_lost_is_named(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n")
    (book / "explainer/site/web/fonts/book-sans.woff2").unlink()
    assert only(run(book, *SITE).stderr).startswith("explainer/site/web/fonts/book-sans.woff2: is not there")


def test_a_page_alone_is_refused_in_a_sentence(tmp_path: Path):
    done = run(small_book(tmp_path, "# Page\n"), "jupyter-book", "build", "book/index.md")
    assert last(done.stderr) == ["a page of this book is not built alone: jupyter-book build ."]


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "text"])
def test_builders_that_would_print_the_book_otherwise_are_refused_in_a_sentence(builder: str, tmp_path: Path):
    done = sphinx(small_book(tmp_path, EXHIBIT), builder)
    assert last(done.stderr) == [
        f"builder {builder}: this book is a site and has no other form; build html, linkcheck, dummy"
    ]


def test_links_are_checked_those_in_html_too(tmp_path: Path):
    gone = "http://127.0.0.1:9/"  # where nobody answers, with or without a network
    book = small_book(tmp_path, f'{EXHIBIT}\n[a link]({gone}one)\n\n<p><a href="{gone}two?a&amp;b">another</a></p>\n')
    done = run(book, "jupyter-book", "build", ".", "--builder", "linkcheck")
    report = (book / "_build/linkcheck/output.txt").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^book/index\.md:\d+: \[broken\] (\S+):", report, re.M)) == [
        f"{gone}one",
        f"{gone}two?a&b",
    ]
    assert done.returncode == 1 and "Traceback" not in done.stderr and not list((book / "_build/html").iterdir())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with an exhibit, built, and kept as it is in a folder beside it."""
    book = small_book(tmp_path_factory.mktemp("built") / "book", EXHIBIT)
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    shutil.copytree(book, book.with_name("kept"))
    return book


@pytest.fixture
def book(built: Path) -> Path:
    """The book as it was built, and where it was: elsewhere Sphinx would read all of it again."""
    shutil.rmtree(built)
    return Path(shutil.copytree(built.with_name("kept"), built))


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a clean build makes of the same book after an edit of a claim that it shows."""
    book = small_book(tmp_path_factory.mktemp("edited"), EXHIBIT)
    edit(book, "gloss", lambda gloss: f"{gloss}, it says")
    done = build(book)
    assert done.returncode == 0 and b", it says" in (book / "_build/html/index.html").read_bytes(), done.stderr[-2000:]
    return contents(book / "_build/html")


KEPT = {
    "outputs of cells": "cells/book/*.json",
    "environment": ".doctrees/environment.pickle",
    "page as read": ".doctrees/book/*.doctree",
    "what is searched": "html/search.json",
    "drawings": "drawings/*",
    "build info": "html/.buildinfo",
    "files of exhibits": "html/exhibits/*",
    "uses": "uses.json",
}
DAMAGES: dict[str, Callable[[Path], object]] = {
    "half": lambda path: os.truncate(path, path.stat().st_size // 2),
    "empty": lambda path: os.truncate(path, 0),
    "garbage": lambda path: path.write_bytes(bytes(range(256)) * 9),
    "gone": Path.unlink,
}


def spoil(book: Path, kept: str, damage: str) -> None:
    paths = list((book / "_build").glob(KEPT[kept]))
    assert paths
    for path in paths:
        DAMAGES[damage](path)


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_an_earlier_build_left_damaged_is_made_anew(damage: str, book: Path):
    before = contents(book / "_build/html"), (book / "_build/uses.json").read_bytes()
    for kept in KEPT:
        spoil(book, kept, damage)
    assert run(book, "explainer", "check").returncode == 0
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    assert (contents(book / "_build/html"), (book / "_build/uses.json").read_bytes()) == before


@pytest.mark.parametrize(
    ("kept", "damage"),
    [
        ("outputs of cells", "half"),
        ("outputs of cells", "gone"),
        ("page as read", "half"),
    ],
)
def test_an_edit_shows_though_something_kept_is_damaged(kept: str, damage: str, book: Path, edited: dict[str, bytes]):
    spoil(book, kept, damage)
    edit(book, "gloss", lambda gloss: f"{gloss}, it says")
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    assert contents(book / "_build/html") == edited


def test_an_edit_shows_though_another_builder_read_it_first(book: Path, edited: dict[str, bytes]):
    edit(book, "gloss", lambda gloss: f"{gloss}, it says")
    assert run(book, "jupyter-book", "build", ".", "--builder", "linkcheck").returncode == 0
    assert build(book).returncode == 0
    assert contents(book / "_build/html") == edited


def test_cells_that_ran_well_do_not_run_again_after_a_build_that_stopped(tmp_path: Path):
    book = small_book(tmp_path, cell("open('runs', 'a').write('.') and None"), other="# Page\n\n{claim}`nothing`\n")
    assert build(book).returncode != 0
    (book / "book/other.md").write_text("# Page\n", encoding="utf-8")
    assert build(book).returncode == 0
    assert (book / "book/runs").read_text() == "."


def test_two_pages_of_one_text_are_both_whole(tmp_path: Path):
    code = 'from explainer.notebook import derive\nderive("sum", "a sum", ["cost-cp"], "a sum of one")\nNone'
    text = f"{cell(code)}\nIt is {{derived}}`sum`.\n"
    book = small_book(tmp_path, text, other=text)
    done = build(book)
    assert done.returncode == 0, done.stderr[-2000:]
    assert all('class="derived"' in (book / f"_build/html/{name}.html").read_text() for name in ("index", "other"))


full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full to stand for a full disk")


@full
@pytest.mark.parametrize("file", ["html/index.html", "uses.json"])
def test_a_full_disk_is_said_in_a_sentence(file: str, book: Path):
    (book / "_build" / file).unlink()
    (book / "_build" / file).symlink_to("/dev/full")
    (book / "book/index.md").write_text("# Page\n\nOther words.\n", encoding="utf-8")
    done = run(book, "jupyter-book", "build", ".")
    line = only(done.stderr)
    assert line.endswith(": cannot be read or written: No space left on device") and done.returncode != 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("folder", [".", "_build/html", "_build/.doctrees"])
def test_a_folder_that_may_not_be_written_is_named(folder: str, tmp_path: Path):
    book = small_book(tmp_path, "# Page\n")
    (book / folder).mkdir(parents=True, exist_ok=True)
    (book / folder).chmod(0o555)
    # Whom the rights of files do not bind, such as root, gives that up.
    unbound = (
        ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-all"] if os.access(book / folder, os.W_OK) else []
    )
    if unbound and not shutil.which("setpriv"):
        pytest.skip("no setpriv to be bound by the rights of files")
    done = run(book, *unbound, "jupyter-book", "build", ".")
    (book / folder).chmod(0o755)
    line = only(done.stderr)
    assert re.fullmatch(r"_build\S*: cannot be read or written: Permission denied", line) and done.returncode != 0
