"""A chapter is a notebook too: opened and saved in JupyterLab it stays what it was, and the one to download says what it needs."""

from __future__ import annotations

import tomllib
from pathlib import Path

import jupytext
import nbformat
import pytest
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient

from explainer.paths import ROOT

FILTER = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["jupytext"]
PAGES = sorted(path for path in (ROOT / "book").glob("*.md") if "{code-cell}" in path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_saved_in_jupyterlab_stays_as_it_is(path: Path):
    text = path.read_text(encoding="utf-8")
    opened = jupytext.reads(text, fmt="md:myst")
    opened.metadata["jupytext"] |= FILTER
    assert jupytext.writes(opened, fmt="md:myst") == text
    cells = [cell.source for cell in read_myst_markdown_notebook(text).cells if cell.cell_type == "code"]
    assert [cell.source for cell in opened.cells if cell.cell_type == "code"] == cells


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.md")), ids=lambda path: path.stem)
def test_every_page_opens_in_jupyterlab(path: Path):
    """Without a form of Markdown that wants a program beside, which jupytext sees in colons."""
    assert jupytext.read(path).cells


def test_jupyterlab_starts_where_it_finds_its_settings():
    assert "jupyterlab --ServerApp.root_dir=. " in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_the_notebook_to_download_says_what_it_needs_and_runs_there(site: Path):
    for path in sorted(site.glob("chapters/*.ipynb")):
        first = nbformat.read(path, as_version=4).cells[0]
        assert first.cell_type == "markdown" and "`make lab`" in first.source and "`explainer`" in first.source
    notebook = nbformat.read(site / "chapters/bubble.ipynb", as_version=4)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT / "book")}}).execute()
    html = [output.data.get("text/html", "") for cell in notebook.cells for output in cell.get("outputs", ())]
    exhibits = [text for text in html if '<figure class="exhibit"' in text]
    assert len(exhibits) >= 5 and all('fill="var(--' in text and "<table>" in text for text in exhibits)
