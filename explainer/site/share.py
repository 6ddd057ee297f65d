"""A picture of each page and of each exhibit for those who share it, where the site's address is known: title, one
chart, book, address, licence.

1200 by 630 px, as places that show links ask for. The chart of a page is that which the landing page shows of a
chapter, or else its first. It stands beside the title in its narrow form, or below it in its wide one: whichever
comes out larger.
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
from .nodes import standfirst
from .places import address, exhibit_page, ledger_of

FOLDER = "share"
WIDTH, HEIGHT, EDGE = 600, 315, 28  # px, of a picture that is drawn at twice this size
Way = tuple[int, int, int]  # to set a title: px of the letters, letters a line, and lines that fit
# Room for the chart (px), and the ways there.
BESIDE = ((270, 258), ((30, 17, 5), (24, 22, 6), (19, 28, 8)))
BELOW = ((544, 150), ((24, 44, 2), (20, 54, 2)))
ALONE = ((38, 27, 5),)
LETTERS = 58  # a line of what stands below a title alone


def picture_of(app: Sphinx, docname: str, exhibit: str = "") -> str:
    """The address of the picture of a page, or of an exhibit on it; '' where that of the site is not known."""
    base, name = app.config.html_baseurl, ".".join(filter(None, (address(docname), exhibit)))
    return f"{base}{FOLDER}/{name}.png" if base and docname in app.env.all_docs else ""


def cards(app: Sphinx) -> dict[str, str]:
    """The drawings of all pictures by their names: each page's under its own, each exhibit's behind its page's."""
    found = {}
    for docname in sorted(app.env.all_docs):
        name = address(docname)
        place = "" if name == "index" else f"{name}.html"
        title, below = app.env.titles[docname].astext(), standfirst(app.env.get_doctree(docname), ledger_of(app.env))
        found[name] = _card(app, title, place, _exhibit(app.env, docname), below)
        for data in app.env.get_domain("ledger").data["exhibits"].get(docname, {}).values():
            title = data["headline"].replace("*", "")
            found[f"{name}.{data['name']}"] = _card(app, title, exhibit_page(data["name"]), data)
    return found


def _card(app: Sphinx, title: str, place: str, data: dict[str, Any] | None, below: str = "") -> str:
    ways: tuple[Way, ...] = ALONE
    chart = at = ""
    if data:
        charts = {width: svg(spec, f"{data['name']}-share", data["alt"]) for width, spec in data["specs"].items()}
        forms = [(charts["narrow"], *BESIDE), (charts["wide"], *BELOW)]
        chart, room, ways = max(forms, key=lambda form: _scale(form[0], form[1]))
        scale, (width, height) = _scale(chart, room), _sides(chart)
        left = WIDTH - EDGE / 2 - (room[0] + scale * width) / 2 if ways is BESIDE[1] else EDGE
        top = (HEIGHT - scale * height) / 2 if ways is BESIDE[1] else HEIGHT - 42 - (room[1] + scale * height) / 2
        at = f"translate({left:.1f},{top:.1f}) scale({scale:.4f})"
    size, letters = next((way[:2] for way in ways if len(_lines(title, way[1])) <= way[2]), ways[-1][:2])
    drawing = render(
        "share.svg", title=title, lines=_lines(title, letters), size=size, chart=chart, at=at,
        place=f"{app.config.html_baseurl}{place}".partition("://")[2], book=app.config.project,
        licence=app.config.explainer_licence, colours=LIGHT, edge=EDGE, width=WIDTH, height=HEIGHT,
        below=[] if data else textwrap.wrap(below, LETTERS, max_lines=4, placeholder=" …"),
    )  # fmt: skip
    return in_light(drawing)


def _sides(chart: str) -> tuple[float, float]:
    drawing = ElementTree.fromstring(chart)
    return float(drawing.get("width", 0)), float(drawing.get("height", 0))


def _scale(chart: str, room: tuple[int, int]) -> float:
    return min(most / side for most, side in zip(room, _sides(chart)))


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
    wanted = {f"{name}.png": drawing for name, drawing in cards(app).items()} if app.config.html_baseurl else {}
    for path in folder.glob("*"):
        if path.name not in wanted:
            path.unlink()
    begun = {name: aside(png, drawing) for name, drawing in wanted.items()}
    for name, picture in begun.items():
        folder.mkdir(exist_ok=True)
        write(folder / name, picture.result())
    if folder.exists() and not wanted:
        folder.rmdir()


def setup_share(app: Sphinx) -> None:
    app.connect("build-finished", write_cards)
