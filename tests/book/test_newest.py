"""The newest Sphinx, docutils and MyST build the same site, without Jupyter Book. It runs where PyPI is reached."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from explainer.site.newest import build

from ..books import contents, copy_book


def test_the_newest_sphinx_builds_the_same_site(site: Path, tmp_path: Path):
    book = copy_book(tmp_path / "book")
    try:
        newest = build(book, tmp_path / "newest")
    except subprocess.CalledProcessError as error:
        if "build" in error.cmd:
            raise
        pytest.skip("what is newest cannot be had from here")
    ours, theirs = contents(site), contents(newest)
    for name in (".buildinfo", "objects.inv"):  # which tell the version of Sphinx, and of zlib
        ours.pop(name, None), theirs.pop(name, None)
    assert sorted(ours.keys() ^ theirs.keys()) == []
    assert [name for name in ours if ours[name] != theirs[name]] == []
