"""A picture of each page for those who share it, where the site's address is known: title, one chart, source, address.

1200 by 630 px, as places that show links ask for. The chart is that which the landing page shows of a chapter, or else
the page's first, in its narrow form, which is still read so small.
"""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..charts.palette import LIGHT, in_light
from ..charts.svg import png, svg
from ..notebook.run import aside
from ..templates import render
from .borrowed import borrowed
from .compress import write
from .places import address

FOLDER = "share"
WIDTH, HEIGHT, EDGE = 600, 315, 28  # px, of a picture that is drawn at twice this size
ROOM = (270, 258)  # px, for the chart
TITLES = ((30, 17, 5), (24, 22, 6), (19, 28, 8))  # px of the letters, letters a line, and lines that fit beside a chart
ALONE = (38, 27)  # px, and letters a line, where there is none


def picture_of(app: Sphinx, docname: str) -> str:
    """The address of a page's picture; '' where that of the site is not known."""
    base = app.config.html_baseurl
    return f"{base}{FOLDER}/{address(docname)}.png" if base and docname in app.env.all_docs else ""


def card(app: Sphinx, docname: str) -> str:
    """The picture of a page as a drawing."""
    title = app.env.titles[docname].astext()
    name = "" if address(docname) == "index" else f"{address(docname)}.html"
    place = f"{app.config.html_baseurl}{name}".partition("://")[2]
    data = _exhibit(app.env, docname)
    chart, at = "", ""
    if data:
        chart = svg(data["specs"]["narrow"], f"{data['name']}-share", data["alt"])
        sides = [float(ElementTree.fromstring(chart).get(side, 0)) for side in ("width", "height")]
        scale = min(room / side for room, side in zip(ROOM, sides))
        left = WIDTH - EDGE / 2 - (ROOM[0] + scale * sides[0]) / 2
        at = f"translate({left:.1f},{(HEIGHT - scale * sides[1]) / 2:.1f}) scale({scale:.4f})"
        size, letters = next(
            ((size, letters) for size, letters, lines in TITLES if len(_lines(title, letters)) <= lines), TITLES[-1][:2]
        )
    else:
        size, letters = ALONE
    drawing = render(
        "share.svg", title=title, lines=_lines(title, letters), size=size, chart=chart, at=at, place=place,
        book=app.config.project, licence=app.config.explainer_licence, colours=LIGHT, edge=EDGE, width=WIDTH,
        height=HEIGHT,
    )  # fmt: skip
    return in_light(drawing)


def _lines(title: str, letters: int) -> list[str]:
    return textwrap.wrap(title, letters, break_on_hyphens=False)


def _exhibit(env: BuildEnvironment, docname: str) -> dict[str, Any] | None:
    """The exhibit by which a page is known, if it has any."""
    lent = {place["page"]: place["exhibit"] for place in env.get_doctree(env.config.root_doc).findall(borrowed)}
    page = next(iter(lent), docname) if docname == env.config.root_doc else docname
    found = env.get_domain("ledger").data["exhibits"].get(page, {})
    return found.get(lent.get(page)) or next(iter(found.values()), None)


def write_cards(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    folder = Path(app.outdir) / FOLDER
    wanted = {f"{address(name)}.png": name for name in sorted(app.env.all_docs)} if app.config.html_baseurl else {}
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    begun = {name: aside(png, card(app, docname)) for name, docname in wanted.items()}
    for name, picture in begun.items():
        folder.mkdir(exist_ok=True)
        write(folder / name, picture.result())
    if folder.exists() and not wanted:
        folder.rmdir()


def setup_share(app: Sphinx) -> None:
    app.connect("build-finished", write_cards)
