"""A drawing without what only Vega needs: its groups, its invisible frames, and decimals that nobody sees.

A chart of ours has about half the elements and half the letters after it, which a phone must parse before it paints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

# Attributes that say nothing in a drawing: what a mark was for Vega, and values that hold anyway. `None`: whatever the
# value.
IDLE = {
    "class": None, "pointer-events": None, "opacity": "1", "fill-opacity": "1", "stroke-width": "1",
    "stroke-dasharray": "1,0", "text-anchor": "start", "font-weight": "normal",
    **dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2"), "0"),
}  # fmt: skip
# A page's HTML needs no namespaces; and that Vega names every mark is noise inside one image.
NEEDLESS = re.compile(r' (?:xmlns(?::\w+)?|version|role|aria-[a-z]+)="[^"]*"')
PAINT = ("fill", "stroke")
SHARED = ("font-family", "font-size")  # said once for a whole drawing; a text that differs keeps its own
MOVED = re.compile(r"translate\(([-\d.]+), ?([-\d.]+)\)")
PLACES = ("d", "transform", "x", "y", "x1", "y1", "x2", "y2")
DECIMAL = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")


def lean(drawing: str) -> str:
    """The same picture in fewer words, to a hundredth of a pixel. `drawing` is an `<svg>` as Vega writes it."""
    svg = ElementTree.fromstring(NEEDLESS.sub("", drawing))
    for frame in svg:
        frame[:] = list(_marks(frame, 0, 0))
    texts = list(svg.iter("text"))
    for name in SHARED:
        if texts and name in texts[0].attrib:
            svg.set(name, texts[0].attrib[name])
    for element in svg.iter():
        if element.tag == "tspan":  # its place says that a new line begins
            continue
        for name, value in list(element.attrib.items()):
            value = DECIMAL.sub(_short, value) if name in PLACES else value
            idle = name in IDLE and IDLE[name] in (None, value)
            if element is not svg and (idle or (name in SHARED and value == svg.get(name))):
                del element.attrib[name]
            else:
                element.set(name, value)
    return ElementTree.tostring(svg, encoding="unicode").replace(" />", "/>")


def _marks(group: ElementTree.Element, x: float, y: float) -> Iterator[ElementTree.Element]:
    """What a group shows, in the order it is painted, moved by what the groups around it were moved by."""
    for child in group:
        moved = MOVED.match(child.get("transform", ""))
        at = (x + float(moved[1]), y + float(moved[2])) if moved else (x, y)
        if child.tag == "g" and not child.attrib.keys() - {"class", "pointer-events", "transform"}:
            yield from _marks(child, *at)
        elif not _unseen(child):
            turned = child.attrib.pop("transform", "")[moved.end() if moved else 0 :]
            if child.tag == "text" and len(child) == 0 and not turned:
                child.attrib |= {side: repr(place + float(child.get(side, 0))) for side, place in zip("xy", at)}
            elif any(at) or turned:
                child.set("transform", f"translate({at[0]!r},{at[1]!r}){turned}")
            yield child


def _unseen(mark: ElementTree.Element) -> bool:
    return mark.get("display") == "none" or (mark.tag == "path" and not any(mark.get(name) for name in PAINT))


def _short(number: re.Match) -> str:
    return f"{round(float(number[0]), 2) + 0:.10g}"  # zero is added since there is a negative one
