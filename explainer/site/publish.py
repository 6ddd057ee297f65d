"""Puts the ledger itself beside the pages: the tables, one table of claims with their checks, and a feed of
corrections."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import nbformat
from sphinx.application import Sphinx
from sphinx.config import Config

from ..ledger.calendar import today
from ..ledger.store import Ledger
from ..paths import DATA
from ..words.messages import N_, SOURCE, _, edition
from ..words.write import in_words
from . import passages
from .builder import builder_of
from .cite import write_citations
from .compress import PACKERS, compress, write
from .exhibits import FOLDER as EXHIBITS
from .fixed import write_fixed
from .head import EARLY
from .headers import netlify
from .internals import notebook
from .packages import typed, write_packages
from .pages.corrections import anchor
from .pages.part import rows
from .places import address, ledger_of
from .series import series_files

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"  # of a feed that is not in English
NEEDS = N_("""\
This is a chapter of *%(project)s* %(page)s

Its cells need the book's repository: the package `explainer` and the tables in `data/`. In a copy of it, `make lab` \
opens all chapters in JupyterLab, ready to run. Or lay this file into its folder `book/`, \
`pip install -r requirements.txt jupyterlab`, and `jupyter lab book`.

A figure of the text stands as `{claim}` and the id of its claim; the published page shows it, with its evidence.""")
PAGES_OF_NONE = {"404.html", "search.html"}  # that stand in no chapter


def publish_files(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    chapters = app.env.get_domain("ledger").data["exhibits"]
    exhibits = {f"{EXHIBITS}/{name}.html" for found in chapters.values() for name in found}
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
    write(site / "corrections.xml", feed(ledger, app.config))
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
    for place, cell in enumerate(chapter.cells):
        cell["id"] = f"cell-{place}"  # nbformat would draw them at random, and no two builds were alike
    write(folder / f"{address(docname)}.ipynb", f"{nbformat.writes(chapter)}\n".encode())


def feed(ledger: Ledger, config: Config) -> bytes:
    """The corrections as an Atom feed, the newest first; dated by the last correction, or else the last check."""
    ElementTree.register_namespace("", ATOM)
    language = {} if edition().language == SOURCE else {XML_LANG: edition().language.replace("_", "-")}
    root = ElementTree.Element(f"{{{ATOM}}}feed", language)

    def add(parent, name: str, text: str = "", **attributes: str):
        element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    corrections = ledger.table("corrections").sort_values("date", ascending=False)
    last = corrections["date"].iloc[0] if len(corrections) else today(ledger)
    add(root, "id", config.explainer_feed)
    add(root, "title", _("%(project)s Corrections", project=config.project))
    add(root, "updated", f"{last:%Y-%m-%d}T00:00:00Z")
    add(add(root, "author"), "name", config.author)
    base = config.html_baseurl  # '' where the site does not know its address; links are then relative to the feed's
    add(root, "link", rel="alternate", href=f"{base}corrections.html")
    add(root, "link", rel="self", href=f"{base}corrections.xml")
    for row in rows(corrections):
        entry = add(root, "entry")
        add(entry, "id", f"{config.explainer_feed}:{row['date']:%Y-%m-%d}:{row['where']}")
        add(entry, "title", row["where"])
        add(entry, "updated", f"{row['date']:%Y-%m-%d}T00:00:00Z")
        add(entry, "link", rel="alternate", href=f"{base}corrections.html#{anchor(row)}")
        was, now = (in_words(row[column], ledger.vocabulary.units) for column in ("was", "now"))
        add(entry, "summary", _("Was: %(was)s. Now: %(now)s. %(why)s", was=was, now=now, why=row["why"]))
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
