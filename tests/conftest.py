"""What several tests share: a ledger to spoil, and the site built once."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock

from explainer.ledger.store import Ledger
from explainer.paths import ROOT
from explainer.site.chromium import FLAGS, find

from .books import DRAWINGS, build, copy_book, second_book
from .small import Spoilt

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# What makes a test slow, and `make quick` leave it out: a built book, a browser, or minutes of its own.
BUILT = {"site", "browser", "address", "book", "second", "built", "models"}  # fixtures, `models` by running chapters
LONG = {"test_builds", "test_rebuilds", "test_stale", "test_places", "test_lock", "test_makefile", "test_notebooks",
        "test_fuzz", "test_run", "test_vocabulary", "test_meaning", "test_headlines", "test_newest"}  # fmt: skip


# Files that take longest, so that none of them is left alone at the end with one of the workers; those first that need
# not wait for the site, which the very first builds.
FIRST = ("test_access", "test_builds", "test_rebuilds", "test_stale", "test_meaning", "test_book", "test_evidence",
         "test_newest", "test_budgets", "test_serve", "test_headlines", "test_pages", "test_lock", "test_engines")  # fmt: skip


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two more than there are cores, where tests wait for browsers and for builds aside half of the time; the quick
    ones, which do not, ask for as many."""
    return (os.cpu_count() or 1) + 2 * (config.option.numprocesses == "auto")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: FIRST.index(item.path.stem) if item.path.stem in FIRST else len(FIRST))
    for item in items:
        if not BUILT.isdisjoint(getattr(item, "fixturenames", ())) or item.path.stem in LONG:
            item.add_marker("slow")


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


def built_once(
    factory: pytest.TempPathFactory,
    worker: str,
    name: str,
    book: Callable[[Path], Path],
    drawings: Path | None = None,
) -> Path:
    """A book built in a folder that all who test side by side share, by the first of them who wants it."""
    base = factory.getbasetemp()
    shared = (base if worker == "master" else base.parent) / name
    with FileLock(f"{shared}.lock"):
        if not (shared / "done").exists():
            done = build(book(shared / "here"), drawings=drawings)
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
            (shared / "done").touch()
    return shared / "here"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The built site of this book."""
    return built_once(tmp_path_factory, worker_id, "book", copy_book, ROOT / DRAWINGS) / "_build/html"


@pytest.fixture(scope="session")
def second(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The second book, built; who changes anything in it works on a copy."""
    return built_once(tmp_path_factory, worker_id, "second", second_book)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # which tests without a browser need not wait for

    path = find()
    assert path, "no Chromium: run `python -m tests.browser`, which `make test` does"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
