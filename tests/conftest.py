"""What several tests share: a ledger to spoil, and the site built once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from explainer.ledger.schema import DATA, DESCRIPTOR, PACKAGE, ROOT
from explainer.ledger.store import Ledger
from explainer.ledger.verify import write_seals

from . import warm
from .small import Spoilt

# What makes a test slow, and `make quick` leave it out: a built book, a browser, or minutes of its own.
BUILT = {"site", "browser", "address", "book", "second", "built"}  # fixtures
LONG = {"test_builds", "test_site", "test_stale", "test_places", "test_lock", "test_makefile", "test_notebooks", "test_fuzz",
        "test_run", "test_vocabulary", "test_meaning", "test_headlines", "test_newest"}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if not BUILT.isdisjoint(getattr(item, "fixturenames", ())) or item.path.stem in LONG:
            item.add_marker("slow")


SOURCES = ("book", "data", "explainer", "seeds", "_config.yml", "_toc.yml")  # what a build reads


@pytest.fixture(scope="session")
def ledger() -> Ledger:
    return Ledger()


class Spoiled(Spoilt):
    """A copy of the published ledger, and of what stands beside it, that a test may spoil."""

    def __init__(self, root: Path):
        super().__init__(root)
        for name in ("data", "seeds"):
            shutil.copytree(ROOT / name, root / name)
        (root / "book").mkdir()
        for page in ("_toc.yml", *(f"book/{path.name}" for path in (ROOT / "book").glob("*.md"))):
            shutil.copy(ROOT / page, root / page)


@pytest.fixture
def spoiled(tmp_path: Path) -> Spoiled:
    return Spoiled(tmp_path)


def copy_book(to: Path) -> Path:
    """The files a build reads, in a folder of their own; the package there is the one that is used."""
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, to / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to / name)
    return to


def copy_second(book: Path) -> Path:
    """The second book, with the package."""
    shutil.copytree(ROOT / "tests/second", book)
    shutil.copytree(PACKAGE, book / "explainer", ignore=shutil.ignore_patterns("__pycache__"))
    descriptor = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    about = {
        "name": "harbour-light",
        "title": "The harbour light",
        "description": "Two papers on one light.",
        "version": "1.0",
    }
    for resource in descriptor["resources"]:
        resource.pop("rows", None)
        for field in resource["schema"]["fields"]:
            if field["name"] == "topics":
                field["vocabulary"] = ["cost", "sea"]
    (book / "data" / DESCRIPTOR).write_text(json.dumps(descriptor | about), encoding="utf-8")
    for lock in ("evidence.lock", "published.lock"):
        (book / "data" / lock).touch()
    write_seals(book / "data")
    return book


HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"


def small_book(folder: Path, body: str) -> Path:
    """The book with one page of our own instead of all of its."""
    copy_book(folder)
    for page in (folder / "book").glob("*.md"):
        page.unlink()
    (folder / "book" / "index.md").write_text(HEAD + body, encoding="utf-8")
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\n", encoding="utf-8")
    return folder


def environment(book: Path, **more: str) -> dict[str, str]:
    """In which a copied book is built with its own copy of the package."""
    return {
        "PATH": str(Path(sys.executable).parent) + ":/usr/bin:/bin",
        "HOME": str(book),
        "PYTHONPATH": str(book),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def run(book: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a copied book, with `more` in the environment; Jupyter Book in a process that is warm."""
    if command[0] == "jupyter-book":
        return warm.jupyter_book(book, command[1:], environment(book, **more))
    return subprocess.run(command, cwd=book, env=environment(book, **more), capture_output=True, text=True, timeout=300)


def build(book: Path, alone: bool = False, **more: str) -> subprocess.CompletedProcess[str]:
    """Builds a copied book as `make site` does, but not quietly; `alone`, with nothing lent and by the program itself.

    Else it lends a new book what `make site` has made here and takes longest: the drawings, which are sealed, and Vega,
    bundled and compressed, for which the inventory of that build vouches. Where they are damaged, they are not taken.
    """
    command = ("jupyter-book", "build", ".", "-W", "--keep-going")
    if alone:
        return run(book, "env", *command, **more)
    inventory = Path("_build/.doctrees/inventory.json")
    if not (book / "_build").exists() and (ROOT / inventory).exists():
        for path in (*ROOT.glob("_build/html/_static/live.*"), *ROOT.glob("_build/drawings/*"), ROOT / inventory):
            lent = book / path.relative_to(ROOT)
            lent.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, lent)  # with its time, by which compressed forms are known to be fresh
    return run(book, *command, **more)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The built site, built once for all who test side by side."""
    base = tmp_path_factory.getbasetemp()
    shared = (base if worker_id == "master" else base.parent) / "book"
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            done = build(copy_book(shared / "here"))
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return shared / "here" / "_build" / "html"
