"""Every drawing of the book looks as Vega drew it, though a page carries less."""

from __future__ import annotations

import base64
import json
import re
from functools import cache
from pathlib import Path

from playwright.sync_api import Browser

from explainer.charts.lean import lean
from explainer.charts.palette import in_light
from explainer.charts.svg import _drawn
from explainer.ledger.schema import ROOT

FONTS = ROOT / "explainer/site/web/fonts"
# How far the pixels of two drawings of one size are apart, of 255, and the share of those that clearly are.
APART = """async (drawings) => {
    const [one, other] = await Promise.all(drawings.map(async (drawing) => {
        const image = new Image();
        image.src = `data:image/svg+xml;base64,${drawing}`;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height), paint = canvas.getContext("2d");
        paint.fillStyle = "white";
        paint.fillRect(0, 0, image.width, image.height);
        paint.drawImage(image, 0, 0);
        return paint.getImageData(0, 0, image.width, image.height).data;
    }));
    if (one.length !== other.length) return [255, 1];
    let sum = 0, clear = 0;
    one.forEach((value, n) => { const far = Math.abs(value - other[n]); sum += far; clear += far > 40; });
    return [sum / one.length, clear / one.length];
}"""


def test_lean_drawings_look_the_same(site: Path, browser: Browser):
    page = browser.new_page()
    drawings = 0
    for path in sorted(site.glob("exhibits/*.json")):
        for width, spec in json.loads(path.read_text(encoding="utf-8")).items():
            drawn = _drawn(spec)
            mean, clear = page.evaluate(APART, [_alone(drawn), _alone(lean(drawn))])
            assert mean < 0.06 and clear < 0.0005, f"{path.stem}, {width}: {mean} apart, {clear} clearly"
            assert marks(lean(drawn)) == marks(drawn), f"{path.stem}, {width}"
            drawings += 1
    page.close()
    assert drawings > 40


def marks(drawing: str) -> tuple[list[str], int, int]:
    """The words of a drawing, its lines, and its paths that have a colour."""
    paths = re.findall(r"<path [^>]+>", drawing)
    painted = sum('="none"' not in path and (' fill="' in path or ' stroke="' in path) for path in paths)
    return re.findall(r">([^<]+)<", drawing), drawing.count("<line"), painted


@cache
def _faces() -> str:
    """The book's own fonts: a drawing by itself has those of the machine, and edges then differ from one to the next."""
    fonts = {"BookSans": "book-sans", "BookSerif": "book-serif"}
    data = {family: base64.b64encode((FONTS / f"{name}.woff2").read_bytes()).decode() for family, name in fonts.items()}
    return "".join(
        f"@font-face {{ font-family: {family}; font-weight: 400 700; src: url(data:font/woff2;base64,{font}); }}"
        for family, font in data.items()
    )


def _alone(drawing: str) -> str:
    if " xmlns=" not in drawing:
        drawing = drawing.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    coloured = in_light(drawing)
    coloured = coloured.replace(">", f"><style>{_faces()}</style>", 1)
    return base64.b64encode(coloured.encode()).decode()
