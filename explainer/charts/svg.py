"""Draws charts as SVG and PNG, each once for as long as it, the engine and the fonts stay the same."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any
from xml.dom import minidom

import vl_convert as vlc

from ..paths import PACKAGE, ROOT

FONTS = PACKAGE / "site" / "web" / "fonts"
DRAWINGS = ROOT / "_build" / "drawings"  # kept between builds, since starting the engine takes longer than a drawing
DECIMALS = re.compile(r"\d+\.\d{3,}")
PLACES = ("d", "transform", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "viewBox", "points")  # never words
_ENGINE = version("vl-convert-python")
VEGA_LITE = "6.4"


def svg(spec: dict, prefix: str, alt: str) -> str:
    """A chart of Vega-Lite as inline SVG: no script, no network, ids that no other chart has, and one name for screen
    readers.

    Its labels are seen, but not read where drawings are not: by a text browser, an index, an extractor. The alternative
    text stands beside.
    """
    drawn = _drawn(spec)
    return kept(f"{prefix} {alt} {drawn}", lambda: _labelled(drawn, prefix, alt).encode()).decode()


def _labelled(drawing: str, prefix: str, alt: str) -> str:
    document = minidom.parseString(drawing)
    root = document.documentElement
    assert root is not None
    elements = [root, *root.getElementsByTagName("*")]
    for element in elements:  # Vega names every mark, for styles and readers that know none of them
        for name in list(element.attributes.keys()):
            if name in ("role", "class") or name.startswith("aria-"):
                element.removeAttribute(name)
            elif name in PLACES:
                element.setAttribute(name, DECIMALS.sub(_shorter, element.getAttribute(name)))
    if float(root.getAttribute("width") or 1) == 0:
        raise ValueError(f"the drawing of {prefix} is empty")
    root.setAttribute("role", "img")
    root.setAttribute("aria-label", alt)
    own = {element.getAttribute("id") for element in elements if element.hasAttribute("id")}
    for element in elements:
        for name, value in list(element.attributes.items()):
            for word in own:
                if value in (word, f"#{word}", f"url(#{word})"):
                    element.setAttribute(name, value.replace(word, f"{prefix}-{word}"))
        if element.tagName in ("text", "tspan"):
            _hide_words(document, element)
    return root.toxml()


def _shorter(number: re.Match[str]) -> str:
    """A place in a drawing to a tenth of a pixel, or to a hundredth where it is less than one. Vega writes fourteen
    digits, which were up to a fifteenth of a page's weight."""
    value = float(number[0])
    return f"{value:.1f}".removesuffix(".0") if value >= 1 else f"{value:.2f}"


def _hide_words(document: minidom.Document, element: minidom.Element) -> None:
    """HTML knows CDATA within a drawing; who does not know drawings takes it for a comment, which ends with the first
    `>`."""
    for node in [node for node in element.childNodes if node.nodeType == node.TEXT_NODE]:
        for place, part in enumerate(node.data.split(">")):
            if place:
                element.insertBefore(document.createTextNode(">"), node)
            if part:
                element.insertBefore(document.createCDATASection(part), node)
        element.removeChild(node)


def computed(parameters: Iterable[dict], names: Iterable[str]) -> list[Any]:
    """What a chart's parameters of these names come to, by the engine that computes them in the browser."""
    text = {"expr": f"[{', '.join(names)}]"}
    spec = {"params": list(parameters), "data": {"values": [{}]}, "mark": {"type": "text", "text": text}}

    (mark,) = _scene(spec)["items"]
    return json.loads(json.dumps(mark["items"][0]["text"]))


def height(spec: dict) -> float:
    """How high the plot of a chart is drawn, in px."""
    return _scene(spec)["height"]


def _scene(spec: dict) -> dict[str, Any]:
    """What Vega makes of a chart, before it is drawn: the group of its marks."""

    def scene() -> bytes:
        made = vlc.vegalite_to_scenegraph(spec, vl_version=VEGA_LITE)["scenegraph"]
        return json.dumps(made["items"][0]).encode()

    return json.loads(kept(f"scene{_ENGINE}{json.dumps(spec, sort_keys=True)}", scene))


def png(drawing: str) -> bytes:
    """A drawing that stands alone, as a picture of twice its size."""

    def picture() -> bytes:
        register_fonts()
        return vlc.svg_to_png(drawing, scale=2)

    return kept(_picture_key(drawing), picture)


def kept_png(drawing: str) -> bytes | None:
    """The picture of a drawing, if it was made before."""
    return _found(_file(_picture_key(drawing)))


def _picture_key(drawing: str) -> str:
    return f"png{_ENGINE}{_fonts()}{drawing}"


def _drawn(spec: dict) -> str:
    """The SVG of a Vega-Lite specification, as Vega draws it."""
    text = json.dumps(spec, sort_keys=True)

    def draw() -> bytes:
        register_fonts()
        return vlc.vegalite_to_svg(text, vl_version=VEGA_LITE).encode()

    return kept(f"{_ENGINE}{_fonts()}{text}", draw).decode()


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """What `make` gives, made once for as long as the key stays the same."""
    path = _file(key)
    found = _found(path)
    if found is not None:
        return found
    made = make()
    DRAWINGS.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=DRAWINGS, delete=False) as file:
        file.write(_seal(made) + b"\n" + made)
    Path(file.name).replace(path)  # whole or not at all: pages are run side by side
    return made


def _file(key: str) -> Path:
    return DRAWINGS / hashlib.sha256(f"{_code()}{key}".encode()).hexdigest()


def _found(path: Path) -> bytes | None:
    """What a file keeps, if it is there and whole."""
    if not path.exists():
        return None
    seal, _, found = path.read_bytes().partition(b"\n")
    return found if seal == _seal(found) else None


def _seal(drawing: bytes) -> bytes:
    """Tells a whole drawing from what is left of one."""
    return hashlib.sha256(drawing).hexdigest().encode()


@cache
def _code() -> str:
    """Changes with the code that draws."""
    return _digest(PACKAGE / "charts", "svg.py")


@cache
def _fonts() -> str:
    """Changes with any of the fonts."""
    return _digest(FONTS, "*.ttf")


def _digest(folder: Path, *patterns: str) -> str:
    paths = sorted(path for pattern in patterns for path in folder.glob(pattern))
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


@cache
def register_fonts() -> None:
    """Shows the drawing engine the book's faces: text is laid out by the widths of the fonts it knows."""
    vlc.register_font_directory(str(FONTS))
