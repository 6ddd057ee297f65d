"""What others look for at addresses that they chose themselves: crawlers, browsers, and who has found a hole.

Most of it wants to know where the site or its repository is, and is left out where that is not known.
"""

from __future__ import annotations

import struct
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx

from ..charts.svg import png
from ..ledger.calendar import today
from .assets import WEB
from .compress import write
from .places import address, ledger_of

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
SIDE = 32  # px, of the icon for browsers and readers of feeds that want a file


def write_fixed(app: Sphinx, site: Path) -> None:
    """Writes the files, and removes those of an earlier build that knew more."""
    base, repository = app.config.html_baseurl, app.config.explainer_repository.rstrip("/")
    last = today(ledger_of(app.env))
    files = {
        "favicon.ico": icon(),
        "robots.txt": f"User-agent: *\nAllow: /\nSitemap: {base}sitemap.xml\n".encode() if base else b"",
        "sitemap.xml": sitemap(app, last) if base else b"",
        ".well-known/security.txt": security(repository, last) if repository else b"",
    }
    for name, content in files.items():
        if content:
            (site / name).parent.mkdir(exist_ok=True)
            write(site / name, content)
        else:
            (site / name).unlink(missing_ok=True)


def sitemap(app: Sphinx, last: date) -> bytes:
    """The pages of the book, for search engines, as of the last day on which anything in them was checked."""
    root = ElementTree.Element("urlset", xmlns=SITEMAP)
    for docname in sorted(app.env.all_docs):
        page = address(docname)
        url = ElementTree.SubElement(root, "url")
        name = "" if page == "index" else f"{page}.html"
        ElementTree.SubElement(url, "loc").text = app.config.html_baseurl + name
        ElementTree.SubElement(url, "lastmod").text = f"{last:%Y-%m-%d}"
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def security(repository: str, last: date) -> bytes:
    """Where to tell of a hole, as RFC 9116 has it; it holds for a year from the last check of the book."""
    expires = last + timedelta(days=365)
    return f"Contact: {repository}/security/advisories/new\nExpires: {expires:%Y-%m-%d}T00:00:00Z\n".encode()


def icon() -> bytes:
    """The book's icon as a file, a PNG in the frame of an ICO."""
    drawing = (WEB / "favicon.svg").read_text(encoding="utf-8")
    half = f'width="{SIDE // 2}" height="{SIDE // 2}"'  # a picture is drawn at twice its size
    picture = png(drawing.replace("<svg ", f"<svg {half} ", 1))
    head = struct.pack("<3H", 0, 1, 1)
    return head + struct.pack("<4B2H2I", SIDE, SIDE, 0, 0, 1, 32, len(picture), len(head) + 16) + picture
