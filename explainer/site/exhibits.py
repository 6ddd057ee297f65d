"""The files behind each exhibit: its rows as CSV, its drawing as SVG and PNG to take along, its specification for Vega."""

from __future__ import annotations

import json
import re
import textwrap
from concurrent.futures import Future
from functools import cache
from html import escape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..palette import LIGHT, in_light
from ..render import EMPHASISED, png
from ..run import aside
from .compress import write
from .refuse import Refused

FOLDER = "exhibits"
FILES = re.compile(r'<script type="application/json" class="files">(.*?)</script>', re.DOTALL)
EDGE = 24  # px around a drawing that is taken along


def take_out_files(app: Sphinx, doctree: nodes.document) -> None:
    """Takes what becomes a file out of the page: a page carries only what every reader sees."""
    domain, docname = app.env.get_domain("ledger"), app.env.docname
    found: list[tuple[str, dict]] = []
    for raw in list(doctree.findall(nodes.raw)):
        for match in FILES.finditer(raw.astext()):
            files = json.loads(match[1])
            found.append((files["name"], files))
        raw.replace_self(nodes.raw("", FILES.sub("", raw.astext()), format="html"))
    names = [name for name, _ in found]
    if len(set(names)) < len(names):
        raise Refused([f"{docname}.md: two exhibits bear one name, of {', '.join(names)}; give each its own"])
    if found:
        domain.data["exhibits"][docname] = dict(found)
    for _, files in found if app.builder.name == "html" else ():
        _picture(to_take_along(files))


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
    folder = Path(app.outdir) / FOLDER
    folder.mkdir(exist_ok=True)
    exhibits = {
        name: files for page in app.env.get_domain("ledger").data["exhibits"].values() for name, files in page.items()
    }
    for path in folder.iterdir():
        if path.name.partition(".")[0] not in exhibits:
            path.unlink()
    for name, files in exhibits.items():
        write(folder / f"{name}.json", json.dumps(files["specs"], separators=(",", ":"), ensure_ascii=False).encode())
        write(folder / f"{name}.csv", files["csv"].encode())
        drawing = to_take_along(files)
        write(folder / f"{name}.svg", drawing.encode())
        write(folder / f"{name}.png", _picture(drawing).result())


@cache
def _picture(drawing: str) -> Future[bytes]:
    """A drawing as PNG. Begun as soon as the page is read, it costs no time at the end."""
    return aside(png, drawing)


def to_take_along(files: dict) -> str:
    """An exhibit as one drawing that stands alone: headline, subtitle, chart and source line, in the light colours."""
    chart = files["svg"]
    width, height = (float(re.search(rf'<svg [^>]*\b{side}="([\d.]+)"', chart)[1]) for side in ("width", "height"))
    ink, muted, paper, hot = (LIGHT[name] for name in ("ink", "muted", "paper", "hot"))
    # Word by word, since a line may end within what is emphasised.
    headline = EMPHASISED.sub(lambda words: " ".join(f"*{word}*" for word in words[1].split()), files["headline"])
    top, parts = EDGE, []
    for text, size, lead, columns, style in (
        (headline, 22, 28, 72, f'font-family="BookSerif, Georgia, serif" font-weight="bold" fill="{ink}"'),
        (files["subtitle"], 15, 21, 118, f'font-family="BookSans, Arial, sans-serif" fill="{muted}"'),
    ):
        for line in textwrap.wrap(text, columns):
            top += lead
            coloured = EMPHASISED.sub(rf'<tspan fill="{hot}">\1</tspan>', escape(line))
            parts.append(f'<text x="{EDGE}" y="{top - 6}" font-size="{size}" {style}>{coloured}</text>')
    place = f'<svg x="{EDGE}" y="{top + 8}" '
    parts.append(chart.replace("<svg ", place, 1))
    top += 8 + height + 6
    source = f"Bubble or Build-out? Rests on {files['claims']} claims of its ledger, each with evidence and verdict. CC BY 4.0."
    for line in [*textwrap.wrap(files["note"], 130), *textwrap.wrap(source, 130)]:
        top += 18
        parts.append(
            f'<text x="{EDGE}" y="{top}" font-size="13" font-family="BookSans, Arial, sans-serif" fill="{muted}">{escape(line)}</text>'
        )
    whole = (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="{width + 2 * EDGE:g}" height="{top + EDGE:g}">'
        f"<title>{escape(files['headline'].replace('*', ''))}</title><desc>{escape(files['alt'])}</desc>"
        f'<rect width="100%" height="100%" fill="{paper}"/>{"".join(parts)}</svg>\n'
    )
    return in_light(whole)
