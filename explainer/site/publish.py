"""Puts the ledger itself beside the pages: the tables, one table of claims with their checks, and a feed of corrections."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import nbformat
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx

from ..ledger.schema import DATA
from ..ledger.store import Ledger
from ..notebook import ledger
from ..words.write import in_words
from .builder import address
from .compress import compress, write
from .headers import netlify
from .theme import EARLY
from .tools import anchor

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IDENTITY = "tag:bubble-or-build-out,2026:corrections"


def publish_files(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    (site / "data").mkdir(exist_ok=True)
    for path in (*DATA.glob("*.csv"), DATA / "datapackage.json"):
        write(site / "data" / path.name, path.read_bytes())
    claims = ledger.table("claims").merge(ledger.table("checks"), on="claim_id", suffixes=("", "_checked"))
    for name in ("topics", "reference_ids"):
        claims[name] = claims[name].map(";".join)
    write(site / "ledger.csv", claims.to_csv(index=False, lineterminator="\n").encode())
    write(site / "corrections.xml", feed(ledger))
    write(site / "_headers", netlify([EARLY]).encode())
    for page in app.env.get_domain("ledger").data["exhibits"]:
        _publish_chapter(app, page, site / "chapters")
    if app.config.html_baseurl:
        write(site / "sitemap.xml", sitemap(app))
    app.builder.assets.write(site)  # once more: other extensions have left styles there that no page links
    compress(site)


def _publish_chapter(app: Sphinx, docname: str, folder: Path) -> None:
    """A chapter to take along: its text as it is, and as a notebook."""
    folder.mkdir(exist_ok=True)
    text = Path(app.env.doc2path(docname)).read_text(encoding="utf-8")
    write(folder / f"{address(docname)}.md", text.encode())
    notebook = read_myst_markdown_notebook(text)
    for place, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{place}"  # nbformat would draw them at random, and no two builds were alike
    write(folder / f"{address(docname)}.ipynb", f"{nbformat.writes(notebook)}\n".encode())


def sitemap(app: Sphinx) -> bytes:
    """The pages of the book, for search engines; they want absolute addresses."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP)
    for docname in sorted(app.env.all_docs):
        page = address(docname)
        name = "" if page == "index" else f"{page}.html"
        ElementTree.SubElement(ElementTree.SubElement(root, "url"), "loc").text = app.config.html_baseurl + name
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def feed(ledger: Ledger) -> bytes:
    """The corrections as an Atom feed, the newest first; dated by the last correction, or else the last check."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")

    def add(parent, name: str, text: str = "", **attributes: str):
        element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    rows = ledger.table("corrections").sort_values("date", ascending=False)
    last = rows["date"].iloc[0] if len(rows) else ledger.table("checks")["checked_on"].max()
    add(root, "id", IDENTITY)
    add(root, "title", "Bubble or Build-out? Corrections")
    add(root, "updated", f"{last:%Y-%m-%d}T00:00:00Z")
    add(add(root, "author"), "name", "The Bubble or Build-out? team")
    add(root, "link", rel="alternate", href="corrections.html")
    add(root, "link", rel="self", href="corrections.xml")
    for _, row in rows.iterrows():
        entry = add(root, "entry")
        add(entry, "id", f"{IDENTITY}:{row['date']:%Y-%m-%d}:{row['where']}")
        add(entry, "title", row["where"])
        add(entry, "updated", f"{row['date']:%Y-%m-%d}T00:00:00Z")
        add(entry, "link", rel="alternate", href=f"corrections.html#{anchor(row)}")
        add(entry, "summary", f"Was: {in_words(row['was'])}. Now: {in_words(row['now'])}. {row['why']}")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
