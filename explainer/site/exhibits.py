"""The files behind each exhibit: its rows as CSV, its drawing as SVG and PNG to take along, its specification for Vega,
and a page of its own."""

from __future__ import annotations

import csv
import json
import math
import re
import textwrap
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from ..charts.palette import LIGHT, in_light
from ..charts.svg import kept_png, png, svg
from ..notebook.run import aside
from ..templates import render
from ..words.messages import ngettext
from .assets import WEB
from .compress import write
from .embed import alone
from .nodes import exhibit
from .passages import sentence
from .places import EXHIBITS, exhibit_page, ledger_of
from .refuse import Refused

RESIZE = "resize.js"  # by which other sites give a frame the height of its exhibit
PARAGRAPH = re.compile(r"p\d+")  # the anchors of paragraphs
NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")  # as pandas writes one
EDGE = 24  # px around a drawing that is taken along


def note_exhibits(app: Sphinx, doctree: nodes.document) -> None:
    """Keeps what the exhibits of a page are made of, and begins their pictures."""
    docname = app.env.docname
    found = [node["data"] for node in doctree.findall(exhibit)]
    names = [data["name"] for data in found]
    if len(set(names)) < len(names):
        raise Refused([f"{docname}.md: two exhibits bear one name, of {', '.join(names)}; give each its own"])
    names = [control["name"] for data in found for control in data["controls"]]
    if len(set(names)) < len(names):
        raise Refused([f"{docname}.md: two controls bear one name, of {', '.join(names)}; give each its own"])
    others = {name for node in doctree.findall(nodes.Element) if not isinstance(node, exhibit) for name in node["ids"]}
    for data in found:
        if data["name"] in others | {"content"} or PARAGRAPH.fullmatch(data["name"]):
            raise Refused([f"{docname}.md: exhibit '{data['name']}' has the name of another anchor of its page"])
    if found:
        app.env.get_domain("ledger").data["exhibits"][docname] = {data["name"]: data for data in found}
    for data in found if app.builder.name == "html" else ():
        _picture(to_take_along(data, app.config))


def one_name_each(app: Sphinx, env: BuildEnvironment) -> None:
    """Refuses two exhibits of one name, whose files would be the same."""
    names = [name for page in env.get_domain("ledger").data["exhibits"].values() for name in page]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused([f"two exhibits bear the name {', '.join(twice)}; give each its own"])


def write_files(app: Sphinx, error: Exception | None) -> None:
    """Writes what changed, and removes what no exhibit stands behind any more."""
    if error or app.builder.name != "html":
        return
    folder = Path(app.outdir) / EXHIBITS
    folder.mkdir(exist_ok=True)
    pages = app.env.get_domain("ledger").data["exhibits"]
    exhibits = {name: (page, data) for page, found in pages.items() for name, data in found.items()}
    for path in folder.iterdir():
        if path.name.partition(".")[0] not in exhibits and not path.name.startswith(RESIZE):
            path.unlink()
    licences = ledger_of(app.env).schema.descriptor["licenses"]
    for name, (page, data) in exhibits.items():
        write(folder / f"{name}.json", json.dumps(data["specs"], separators=(",", ":"), ensure_ascii=False).encode())
        write(folder / f"{name}.csv", data["csv"].encode())
        about = described(data, app.config, licences)
        write(folder / f"{name}.datapackage.json", f"{json.dumps(about, indent=1, ensure_ascii=False)}\n".encode())
        drawing = to_take_along(data, app.config)
        write(folder / f"{name}.svg", drawing.encode())
        write(folder / f"{name}.png", _picture(drawing).result())
        write(folder / f"{name}.html", alone(app, page, data))
    write(folder / RESIZE, (WEB / RESIZE).read_bytes())


@cache
def _picture(drawing: str) -> Future[bytes]:
    """A drawing as PNG. Begun as soon as the page is read, it costs no time at the end."""
    found = kept_png(drawing)
    if found is None:
        return aside(png, drawing)
    done: Future[bytes] = Future()  # no other process is started for what is there
    done.set_result(found)
    return done


def described(data: dict[str, Any], config: Config, licences: list[dict[str, str]]) -> dict[str, Any]:
    """What the rows of an exhibit are, as a data package: title, source, licence, address and the heads of columns."""
    heads, *rows = csv.reader(data["csv"].splitlines())
    fields = [{"name": head, "type": _type([row[place] for row in rows])} for place, head in enumerate(heads)]
    place = _place(data, config)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": data["name"],
        "title": data["headline"].replace("*", ""),
        "description": " ".join(filter(None, (data["subtitle"], data["note"]))),
        "licenses": licences,
        "contributors": [{"title": config.author, "roles": ["author"]}],
        "sources": [{"title": " ".join([sentence(config.project), *_grounds(data)])}],
        **({"homepage": place} if place else {}),
        "resources": [
            {
                "name": data["name"],
                "type": "table",
                "path": f"{data['name']}.csv",
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {"fields": fields},
            }
        ],
    }


def _type(cells: list[str]) -> str:
    """The type of a column: a number where each cell is one or empty, else text."""
    return "number" if any(cells) and all(NUMBER.fullmatch(cell) for cell in cells if cell) else "string"


def _place(data: dict[str, Any], config: Config) -> str:
    """The address of an exhibit's own page; '' where that of the site is not known."""
    return f"{config.html_baseurl}{exhibit_page(data['name'])}" if config.html_baseurl else ""


def _grounds(data: dict[str, Any]) -> list[str]:
    """On how much of the ledger an exhibit rests, in sentences."""
    claims, values = len(data["claims"]), len(data["records"])
    stated = ngettext(
        "Rests on %(count)s claim of its ledger, with evidence and verdict.",
        "Rests on %(count)s claims of its ledger, each with evidence and verdict.",
        claims,
        count=claims,
    )
    recorded = ngettext(
        "Rests on %(count)s value of the public record.",
        "Rests on %(count)s values of the public record.",
        values,
        count=values,
    )
    return [text for text, count in ((stated, claims), (recorded, values)) if count]


def to_take_along(data: dict[str, Any], config: Config) -> str:
    """An exhibit as one drawing that stands alone: headline, subtitle, chart and source line, in the light colours."""
    chart = svg(data["specs"]["wide"], f"{data['name']}-wide", data["alt"])
    size = ElementTree.fromstring(chart)
    width, height = (float(size.get(side, 0)) for side in ("width", "height"))
    top, lines = EDGE, []
    for kind, text, lead, columns in (
        ("headline", _starred(data["headline"]), 28, 72),
        ("subtitle", data["subtitle"], 21, 118),
    ):
        for line in textwrap.wrap(text, columns, break_on_hyphens=False):
            top += lead
            lines.append((kind, line, top - 6))
    chart_top = top + 8
    top = chart_top + math.ceil(height) + 6
    told = (sentence(config.project), *_grounds(data), sentence(config.explainer_licence), _place(data, config))
    source = " ".join(filter(None, told))
    for line in [*textwrap.wrap(data["note"], 130), *textwrap.wrap(source, 130)]:
        top += 18
        lines.append(("note", line, top))
    drawing = render(
        "taken-along.svg", exhibit=data, chart=chart, chart_top=chart_top, lines=lines, edge=EDGE, colours=LIGHT,
        width=f"{width + 2 * EDGE:g}", height=f"{top + EDGE:g}",
    )  # fmt: skip
    return in_light(drawing)


def _starred(headline: str) -> str:
    """A headline with stars around each word that is emphasised, since a line may end within them."""
    parts = headline.split("*")
    return "".join(
        " ".join(f"*{word}*" for word in part.split()) if place % 2 else part for place, part in enumerate(parts)
    )


def setup_exhibits(app: Sphinx) -> None:
    app.connect("doctree-read", note_exhibits)
    app.connect("env-updated", one_name_each)
    app.connect("build-finished", write_files)
