"""A release is gathered whole, and refused with a remedy where the book is not ready for it."""

from __future__ import annotations

import hashlib
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest

from explainer.ledger.store import published
from explainer.site import release
from explainer.site.history import Release
from explainer.site.release import NotReady

NAME = published().schema.name
VERSION = published().schema.descriptor["version"]
NEWEST = Release(VERSION, date(2026, 1, 31), {"Added": ["a lamp", "a bill"], "": ["more"]})


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, whose tag is that of the version."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "releases", lambda: [NEWEST])
    monkeypatch.setenv(release.SITE_URL, "https://example.org/book/")
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a").write_text("a")
    commit(tmp_path)
    git(tmp_path, "tag", f"v{VERSION}")
    return tmp_path


def git(folder: Path, *command: str) -> None:
    who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
    subprocess.run(["git", *who, *command], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "x")


def test_a_clone_at_its_tag_is_ready(clone: Path):
    assert release.ready() == NEWEST


def test_one_without_the_tag_is_too(clone: Path):
    git(clone, "tag", "--delete", f"v{VERSION}")
    assert release.ready() == NEWEST


def test_what_is_not_ready_says_what_to_do(clone: Path, monkeypatch: pytest.MonkeyPatch):
    (clone / "b").write_text("b")
    with pytest.raises(NotReady, match=r"not all is committed:\n\?\? b"):
        release.ready()
    commit(clone)
    with pytest.raises(NotReady, match=f"v{VERSION} is the tag of another commit; give this one a new version"):
        release.ready()
    monkeypatch.delenv(release.SITE_URL)
    with pytest.raises(NotReady, match="SITE_URL is not set: SITE_URL=https://example.org/book/ make release"):
        release.ready()
    monkeypatch.setattr(release, "releases", lambda: [NEWEST._replace(version="0.1")])
    with pytest.raises(NotReady, match=f"CHANGELOG.md: begin it with '## {VERSION} "):
        release.ready()


def test_files_are_gathered_with_their_sums_and_what_changed(tmp_path: Path):
    site, book, folder = (tmp_path / name for name in ("html", "book", "release"))
    (site / "data").mkdir(parents=True)
    book.mkdir()
    for path in [
        *(book / f"{NAME}.{kind}" for kind in ("html", "epub", "pdf")),
        *(site / f"data/{NAME}.{kind}" for kind in ("zip", "sqlite")),
    ]:
        path.write_text(path.name)
    (site / "index.html.gz").write_text("packed")
    with pytest.raises(FileNotFoundError, match="xlsx"):
        release.gather(NEWEST, site, book, folder)
    (site / f"data/{NAME}.xlsx").write_text("a workbook")
    made = release.gather(NEWEST, site, book, folder)
    sums = dict(reversed(line.split("  ")) for line in (folder / release.SUMS).read_text().splitlines())
    assert len(sums) == 7 and {path.name for path in made} == {*sums, release.SUMS, "NOTES.md"} == {
        path.name for path in folder.iterdir()
    }
    for name, digest in sums.items():
        assert (
            name.startswith(f"{NAME}-{VERSION}") and hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
        )
    with zipfile.ZipFile(folder / f"{NAME}-{VERSION}-site.zip") as packed:
        assert {f"data/{NAME}.xlsx"} <= set(packed.namelist()) and "index.html.gz" not in packed.namelist()
    assert (folder / "NOTES.md").read_text() == "### Added\n\n- a lamp\n- a bill\n\n- more\n"


def test_outside_a_clone_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "releases", lambda: [NEWEST])
    monkeypatch.setenv(release.SITE_URL, "https://example.org/book/")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NotReady, match="a release is made in a clone of the repository, by git"):
        release.ready()
