"""Puts the ledger itself beside the pages: the tables, one table of claims with their checks, and what else is taken
along or followed."""

from __future__ import annotations

from pathlib import Path

import nbformat
from sphinx.application import Sphinx

from ..paths import DATA
from ..words.messages import N_, _
from . import passages
from .builder import builder_of
from .cite import write_citations
from .compress import PACKERS, compress, write
from .feeds import feeds
from .fixed import write_fixed
from .head import EARLY
from .headers import netlify
from .internals import notebook
from .packages import typed, write_packages
from .places import Places, address, exhibit_page, ledger_of
from .series import series_files

NEEDS = N_("""\
This is a chapter of *%(project)s* %(page)s

Its cells need the book's repository: the package `explainer` and the tables in `data/`. In a copy of it, `make lab` \
opens all chapters in JupyterLab, ready to run. Or lay this file into its folder `book/`, \
`pip install -r requirements.txt jupyterlab`, and `jupyter lab book`.

A figure of the text stands as `{claim}` and the id of its claim; the published page shows it, with its evidence.""")
# Fetches the repository where a chapter is opened without it, as in Colab; in IPython's words, which are no Python.
FETCH = """\
import pathlib

here = pathlib.Path.cwd()
if not any((folder / "data" / "datapackage.json").exists() for folder in (here, *here.parents)):
    !git clone --quiet --depth 1 %s the-book
    %%cd the-book
    %%pip install --quiet -r requirements.txt"""
PAGES_OF_NONE = {"404.html", "search.html"}  # that stand in no chapter


def publish_files(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    chapters = app.env.get_domain("ledger").data["exhibits"]
    exhibits = {exhibit_page(name) for found in chapters.values() for name in found}
    pages = {f"{address(docname)}.html" for docname in app.env.all_docs}
    _remove_others(site, ".html", pages | exhibits | PAGES_OF_NONE)
    (site / "data/series").mkdir(parents=True, exist_ok=True)
    ledger = ledger_of(app.env)
    tables = {path.name: path.read_bytes() for path in DATA.glob("*.csv")} | series_files(ledger)
    _remove_others(site / "data", "", set(tables) | write_packages(app, ledger))
    for name, content in tables.items():
        write(site / "data" / name, content)
    claims = typed(ledger, "claims").merge(typed(ledger, "checks"), on="claim_id", suffixes=("", "_checked"))
    write(site / passages.FILE, passages.index(app.env))
    write(site / "ledger.csv", claims.to_csv(index=False, lineterminator="\n").encode())
    for name, content in feeds(ledger, app.config, Places(app.env).page).items():
        write(site / name, content)
    write(site / "_headers", netlify([EARLY]).encode())
    write(site / ".nojekyll", b"")  # else GitHub, if it publishes a branch, leaves out what begins with an underscore
    (site / "chapters").mkdir(exist_ok=True)
    _remove_others(site / "chapters", "", {f"{address(page)}.{kind}" for page in chapters for kind in ("md", "ipynb")})
    for page in chapters:
        _publish_chapter(app, page, site / "chapters")
    write_citations(app, site)
    write_fixed(app, site)
    builder_of(app).assets.write(site)  # once more: other extensions have left styles there that no page links
    compress(site)
    _open_to_all(site)


def _open_to_all(site: Path) -> None:
    """Lets everyone read the site, as a server must, though its builder keeps other files to himself."""
    for path in (site, *site.rglob("*")):
        mode = path.stat().st_mode
        wanted = mode | (0o055 if path.is_dir() else 0o044)
        if mode != wanted:
            path.chmod(wanted)


def _remove_others(folder: Path, suffix: str, wanted: set[str]) -> None:
    """Removes what an earlier build made and this one would not: of a page, a chapter or a table that is gone."""
    for path in folder.rglob(f"*{suffix}"):
        original = path.with_suffix("") if path.suffix in PACKERS else path
        if path.is_file() and str(original.relative_to(folder)) not in wanted:
            path.unlink()


def _publish_chapter(app: Sphinx, docname: str, folder: Path) -> None:
    """A chapter to take along: its text as it is, and as a notebook."""
    text = Path(app.env.doc2path(docname)).read_text(encoding="utf-8")
    write(folder / f"{address(docname)}.md", text.encode())
    page = f"{app.config.html_baseurl}{address(docname)}.html" if app.config.html_baseurl else ""
    chapter = notebook(text)
    chapter.cells.insert(0, nbformat.v4.new_markdown_cell(_(NEEDS, project=app.config.project, page=page)))
    if app.config.explainer_repository:
        chapter.cells.insert(1, nbformat.v4.new_code_cell(FETCH % app.config.explainer_repository.rstrip("/")))
    for place, cell in enumerate(chapter.cells):
        cell["id"] = f"cell-{place}"  # nbformat would draw them at random, and no two builds were alike
    write(folder / f"{address(docname)}.ipynb", f"{nbformat.writes(chapter)}\n".encode())
