"""What `make` installs again, and when."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from explainer.paths import ROOT

WORLD, OURS = "--require-hashes -r requirements.lock", "--no-build-isolation -e ."


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone, in a folder with a blank and an umlaut in its name, whose environment is up to date."""
    clone = tmp_path / "Büch er"
    (clone / ".venv" / "bin").mkdir(parents=True)
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, clone / name)
        os.utime(clone / name, (1, 1))
    (clone / ".venv" / "locked").touch()
    (clone / ".venv" / "ready").write_text(f"{clone}\n", encoding="utf-8")
    return clone


def installs(clone: Path) -> tuple[bool, bool]:
    """Whether `make site` would install what is locked, and our own package."""
    plan = subprocess.run(
        ["make", "--dry-run", "site"], cwd=clone, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True
    )
    assert plan.returncode == 0 and "bin/jupyter-book build" in plan.stdout, plan.stderr
    return WORLD in plan.stdout, OURS in plan.stdout


def test_nothing_is_installed_twice(clone: Path):
    assert installs(clone) == (False, False)


def test_a_new_clone_installs_all(clone: Path):
    shutil.rmtree(clone / ".venv")
    assert installs(clone) == (True, True)


def test_a_changed_lock_installs_what_is_locked(clone: Path):
    os.utime(clone / "requirements.lock", (2**32, 2**32))
    assert installs(clone) == (True, True)


def test_a_line_of_pyproject_does_not_reinstall_the_world(clone: Path):
    os.utime(clone / "pyproject.toml", (2**32, 2**32))
    assert installs(clone) == (False, True)


def test_a_moved_clone_finds_its_package_again(clone: Path):
    moved = clone.rename(clone.parent / "elsewhere")
    assert installs(moved) == (False, True)


@pytest.mark.parametrize(("version", "refused"), [("3 11 0", False), ("3 12 0", True)])
def test_another_python_than_that_of_the_environment_is_refused(clone: Path, version: str, refused: bool):
    pythons = {".venv/bin/python": "3 11 0", "other": version}
    for name, says in pythons.items():
        (clone / name).write_text(f"#!/bin/sh\necho {says}\n", encoding="utf-8")
        (clone / name).chmod(0o755)
    done = subprocess.run(
        ["make", "PYTHON=./other", "help"], cwd=clone, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True
    )
    assert (".venv was made with another Python than ./other; remove it" in done.stderr) == refused
    assert (done.returncode != 0) == refused
