"""The book is built in odd places too: beside another build, in a long path, by who shares nothing, from an installed package."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.paths import ROOT

from ..books import EXHIBIT, SITE, build, environment, lend, run, small_book


def test_two_builds_at_once_take_turns(tmp_path: Path):
    book = lend(small_book(tmp_path, EXHIBIT))
    builds = [
        subprocess.Popen(
            SITE, cwd=book, env=environment(book), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [building.communicate(timeout=300) for building in builds]
    assert [building.returncode for building in builds] == [0, 0], said
    waited = "Another build is at work in _build; this one begins when it ends.\n"
    assert sorted(words.count(waited) for _, words in said) == [0, 1]


def test_long_temporary_folder_and_a_builder_who_shares_nothing(tmp_path: Path):
    book = lend(small_book(tmp_path / "book", EXHIBIT))
    folder = tmp_path / ("temporary-" * 12)
    folder.mkdir()
    done = run(book, "sh", "-c", f"umask 077; {' '.join(SITE)}", TMPDIR=str(folder))
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr[-2000:]
    site = book / "_build/html"
    assert (site / "exhibits/x.png").stat().st_mode & 0o777 == 0o644
    shut = [path for path in (site, *site.rglob("*")) if not path.stat().st_mode & 0o004]
    assert not shut, "a server reads all of it"


def test_an_installed_package_builds_a_book_that_lies_elsewhere(tmp_path: Path):
    source, installed = tmp_path / "source", tmp_path / "installed"
    source.mkdir()
    shutil.copytree(ROOT / "explainer", source / "explainer", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        installed,
    ]
    subprocess.run([*command, source], check=True, capture_output=True)
    book = small_book(tmp_path / "book", EXHIBIT)
    shutil.rmtree(book / "explainer")
    done = build(book, PYTHONPATH=str(installed))
    assert done.returncode == 0, done.stderr[-2000:]
    assert (book / "_build/html/exhibits/x.png").exists() and not (installed / "_build").exists()
    nowhere = run(tmp_path, sys.executable, "-c", "import explainer.ledger.schema", PYTHONPATH=str(installed))
    assert nowhere.stderr.splitlines()[-1] == (
        f"FileNotFoundError: no book in {tmp_path} or above: start this where data/datapackage.json and book/ are"
    )


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="this is no clone")
def test_a_clone_on_windows_has_the_same_bytes(tmp_path: Path):
    clone = [
        "git",
        "-c",
        "core.autocrlf=true",
        "clone",
        "--quiet",
        "--no-local",
        "--depth=1",
        f"file://{ROOT}",
        tmp_path / "clone",
    ]
    subprocess.run(clone, check=True, capture_output=True)
    for path in (tmp_path / "clone" / "data").iterdir():
        assert b"\r" not in path.read_bytes(), f"{path.name}: .gitattributes says that lines end alike everywhere"
