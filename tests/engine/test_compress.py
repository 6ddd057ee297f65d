"""Compressed neighbours: which files get them, when they are made anew, and when they go."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import brotli
import pytest

from explainer.site import compress as module
from explainer.site.compress import Counts, compress

TEXT = "The same words again and again. " * 50
SUFFIXES = ("html", "css", "js", "mjs", "json", "csv", "svg", "xml", "txt", "md", "ipynb", "sqlite", "wasm")


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_gains_gets_neighbours_that_unpack_to_it(tmp_path: Path, suffix: str):
    path = tmp_path / "deep" / f"x.{suffix}"
    path.parent.mkdir()
    path.write_text(TEXT)
    assert compress(tmp_path) == Counts(written=2, kept=0, removed=0)
    assert names(tmp_path) == {f"deep/x.{suffix}{packed}" for packed in ("", ".gz", ".br")}
    assert gzip.decompress((tmp_path / f"deep/x.{suffix}.gz").read_bytes()).decode() == TEXT
    assert brotli.decompress((tmp_path / f"deep/x.{suffix}.br").read_bytes()).decode() == TEXT


@pytest.mark.parametrize("name", ["x.woff2", "x.png", "objects.inv", "_headers", ".buildinfo", "x.tar.gz"])
def test_other_files_are_left_alone(tmp_path: Path, name: str):
    (tmp_path / name).write_text(TEXT)
    assert compress(tmp_path) == Counts(0, 0, 0)
    assert names(tmp_path) == {name}


@pytest.mark.parametrize("content", ["", "x"])
def test_nothing_is_kept_that_is_not_smaller(tmp_path: Path, content: str):
    (tmp_path / "x.txt").write_text(content)
    assert compress(tmp_path) == Counts(0, 0, 0)
    assert names(tmp_path) == {"x.txt"}


def test_two_builds_are_alike(tmp_path: Path):
    packed = []
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        page = tmp_path / folder / "page.html"
        page.write_text(TEXT)
        os.utime(page, (len(packed) + 1, len(packed) + 1))
        compress(tmp_path / folder)
        packed.append([page.with_name(f"page.html{suffix}").read_bytes() for suffix in (".gz", ".br")])
    assert packed[0] == packed[1]
    header = packed[0][0][:10]
    assert header[3] == 0 and header[4:8] == bytes(4)  # neither a file name nor a time


def test_only_what_changed_is_made_anew(page: Path, monkeypatch: pytest.MonkeyPatch):
    (page.parent / "other.css").write_text(TEXT)
    assert compress(page.parent) == Counts(written=4, kept=0, removed=0)
    assert compress(page.parent) == Counts(written=0, kept=4, removed=0)
    page.write_text(TEXT + "New.")
    os.utime(page, ns=(page.stat().st_atime_ns, page.stat().st_mtime_ns + 1))
    assert compress(page.parent) == Counts(written=2, kept=2, removed=0)
    assert gzip.decompress(page.with_name("page.html.gz").read_bytes()).decode() == TEXT + "New."


def test_an_older_file_put_in_place_is_noticed_too(page: Path):
    compress(page.parent)
    page.write_text(TEXT + "From a backup.")
    os.utime(page, (1, 1))
    assert compress(page.parent).written == 2
    assert brotli.decompress(page.with_name("page.html.br").read_bytes()).decode() == TEXT + "From a backup."


def test_a_neighbour_goes_with_its_original(page: Path):
    compress(page.parent)
    page.unlink()
    assert compress(page.parent) == Counts(written=0, kept=0, removed=2)
    assert names(page.parent) == set()


def test_a_neighbour_goes_when_the_file_gets_too_small(page: Path):
    compress(page.parent)
    page.write_text("x")
    os.utime(page, (1, 1))
    assert compress(page.parent) == Counts(written=0, kept=0, removed=2)
    assert names(page.parent) == {"page.html"}


def test_a_neighbour_has_the_mode_and_the_time_of_its_original(page: Path):
    page.chmod(0o644)  # a server runs as another user
    compress(page.parent)
    for suffix in (".gz", ".br"):
        state = page.with_name(f"page.html{suffix}").stat()
        assert state.st_mode & 0o777 == 0o644 and state.st_mtime_ns == page.stat().st_mtime_ns


def test_a_failed_write_leaves_the_old_neighbour_and_no_scraps(page: Path, monkeypatch: pytest.MonkeyPatch):
    compress(page.parent)
    before = page.with_name("page.html.gz").read_bytes()
    page.write_text(TEXT + "New.")
    os.utime(page, (1, 1))

    def fail(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(module.os, "utime", fail)
    with pytest.raises(OSError, match="no space left"):
        compress(page.parent)
    assert page.with_name("page.html.gz").read_bytes() == before
    assert names(page.parent) == {"page.html", "page.html.gz", "page.html.br"}
