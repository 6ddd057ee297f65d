"""The newest Sphinx, docutils and MyST build the same site, without Jupyter Book. It runs where PyPI is reached.

It is this book's second clean build too, with drawings and cells lent, which no Sphinx makes: where PyPI is not
reached, one with what is installed.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from explainer.paths import ROOT
from explainer.site.newest import build as build_with_newest

from ..books import CELLS, DRAWINGS, build, contents, copy_book


def test_the_newest_sphinx_builds_the_same_site(site: Path, tmp_path: Path):
    book = copy_book(tmp_path / "book")
    for lent in (DRAWINGS, CELLS):  # `make site` has made them; the site that is compared ran its cells itself
        if (ROOT / lent).exists():
            shutil.copytree(ROOT / lent, book / lent)
    try:
        newest, missing = build_with_newest(book, tmp_path / "newest"), ""
    except subprocess.CalledProcessError as error:
        if "build" in error.cmd:
            raise
        missing = "what is newest cannot be had from here; with what is installed the site is the same"
        done = build(book, alone=True)
        assert done.returncode == 0, done.stderr[-2000:]
        newest = book / "_build/html"
    ours, theirs = contents(site), contents(newest)
    for name in (".buildinfo", "objects.inv"):  # which tell the version of Sphinx, and of zlib
        ours.pop(name, None), theirs.pop(name, None)
    assert sorted(ours.keys() ^ theirs.keys()) == []
    assert [name for name in ours if ours[name] != theirs[name]] == []
    if missing:
        pytest.skip(missing)
