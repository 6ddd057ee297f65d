"""The book as EPUB, for e-readers: each page a file of XHTML, with its evidence as notes and its drawings inline."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ...charts.palette import in_light
from ...templates import render
from ..assets import WEB, plain_style
from ..packages import DAWN
from .bound import Bound

FOLDER = "book"
KIND = "application/epub+zip"


def epub(told: dict[str, Any], checked: date) -> bytes:
    """The book as one file, the same as long as its pages are: of the day of the newest check, with an id of its own
    for each version."""
    bound: Bound = told["bound"]
    bodies = {name: in_light(bound.write(name)) for name in bound.pages}
    headings = {name: page.title for name, page in bound.pages.items()}
    fonts = {path.name: path.read_bytes() for path in sorted((WEB / "fonts").glob("*.woff2"))}
    leaves = {"contents": render("epub-contents.html", **told), **bodies}
    files = {
        "package.opf": render(
            "epub-package.xml", bodies=bodies, fonts=fonts, date=f"{checked:%Y-%m-%d}",
            uuid=uuid5(NAMESPACE_URL, " ".join(told[part] for part in ("title", "version", "checked"))), **told,
        ),
        "epub.css": plain_style("epub.css"),
        **{
            f"{name}.xhtml": render("epub-page.xml", body=body, heading=headings.get(name, told["title"]), **told)
            for name, body in leaves.items()
        },
    }  # fmt: skip
    packed: dict[str, str | bytes] = {"mimetype": KIND, "META-INF/container.xml": render("epub-container.xml")}
    packed |= {f"{FOLDER}/{name}": content for part in (files, fonts) for name, content in part.items()}
    return _zip(packed)


def _zip(files: dict[str, str | bytes]) -> bytes:
    """The files in their order. The first is stored as it is: by it a reader knows what the whole is."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as packed:
        for name, content in files.items():
            kind = zipfile.ZIP_STORED if name == next(iter(files)) else zipfile.ZIP_DEFLATED
            packed.writestr(zipfile.ZipInfo(name, DAWN), content, kind)
    return whole.getvalue()
