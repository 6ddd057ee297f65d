"""Cut the site's fonts out of Source Serif 4 and Source Sans 3: `python subset.py SERIF SANS`."""

from __future__ import annotations

import argparse
import hashlib
import math
from pathlib import Path
from typing import Any, NamedTuple

from fontTools import subset
from fontTools.otlLib.optimize.gpos import compact
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer
from fontTools.varLib.hvar import add_HVAR

Points = list[tuple[float, float]]

LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x100), ord("ğ"), ord("ı")]
# U+2009 thin space, U+2011 non-breaking hyphen, U+202F narrow no-break space
SIGNS = "–—‘’‚“”„…•′″‹›€−≈≠≤≥→←↑↓↗✓\u2009\u2011\u202f"
FIGURES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
CHART_FEATURES = ["kern"]  # the default figures of both are tabular
STYLES = {400: "Regular", 600: "SemiBold", 700: "Bold"}


class Face(NamedTuple):
    """One upstream family: its new name, what to keep of it, and the strokes of the drawn marks at 400 and at 700."""

    family: str
    pins: dict[str, float]
    strokes: tuple[float, float]
    features: list[str]
    without: str


# opsz 20 is the size upstream drew for text, so none is interpolated, and it still holds as a headline
SERIF = Face(
    family="BookSerif",
    pins={"opsz": 20},
    strokes=(60, 84),
    features=["kern", "liga", "lnum", "onum", "tnum", "pnum"],
    without="",
)
# upstream's default figures are lining and tabular, so lnum and tnum do not exist;
# old-style figures and signs that no caption needs would not fit into 22 KB
SANS = Face(
    family="BookSans",
    pins={},
    strokes=(66, 92),
    features=["kern", "liga", "pnum", "sups"],
    without="¤¦¨¯´¸ª¬º¡¿ÐðÞþ¼¾",
)


def zigzag(pen: TTGlyphPen, stroke: float) -> None:
    """Draw ⌁, a flash lying on its side, as one mitred stroke."""
    line: Points = [(24, 315), (380, 450), (240, 150), (596, 285)]
    outline(pen, thicken(line, stroke / 2) + thicken(line[::-1], stroke / 2))


def exchange(pen: TTGlyphPen, stroke: float) -> None:
    """Draw ⇄, an arrow to the right above an arrow to the left."""
    right = arrow(stroke)
    outline(pen, [(x, y + 440) for x, y in right])
    outline(pen, [(620 - x, 160 - y) for x, y in right])  # turned by half, so the contour keeps its direction


def ring(pen: TTGlyphPen, stroke: float) -> None:
    """Draw ○."""
    pen.qCurveTo(*arc(250 + stroke * 0.2, 360, 8), None)
    pen.closePath()
    pen.qCurveTo(*arc(250 - stroke * 0.6, 360, 8)[::-1], None)
    pen.closePath()


def half_circle(pen: TTGlyphPen, stroke: float) -> None:
    """Draw ◐, a ring whose left half is filled."""
    pen.qCurveTo(*arc(250 + stroke * 0.2, 360, 8), None)
    pen.closePath()
    inner = 250 - stroke * 0.6
    pen.moveTo((310, 300 - inner))
    pen.qCurveTo(*arc(inner, 90, 4)[::-1], (310, 300 + inner))
    pen.closePath()


def cross(pen: TTGlyphPen, stroke: float) -> None:
    """Draw ✗, two strokes that cross: one outline, since some engines leave a hole where two overlap."""
    half, arm = stroke * math.sqrt(0.5), 245
    corner: Points = [(half, 0), (arm + half / 2, arm - half / 2), (arm - half / 2, arm + half / 2)]
    turned = [[(x, y), (-y, x), (-x, -y), (y, -x)] for x, y in corner]
    counterclockwise = [points[turn] for turn in range(4) for points in turned]
    outline(pen, [(310 + x, 300 + y) for x, y in reversed(counterclockwise)])


MARKS = {0x2301: zigzag, 0x21C4: exchange, 0x25CB: ring, 0x25D0: half_circle, 0x2717: cross}
MARK_WIDTH = 620


def thicken(line: Points, half: float) -> Points:
    """Return the left edge of a stroke along a line, with butt ends and mitred corners."""
    ways = [math.atan2(y1 - y0, x1 - x0) for (x0, y0), (x1, y1) in zip(line, line[1:])]
    edge: Points = []
    for (x, y), before, after in zip(line, [ways[0], *ways], [*ways, ways[-1]]):
        turn = math.remainder(after - before, math.tau) / 2
        reach, way = half / math.cos(turn), before + turn + math.pi / 2
        edge.append((x + reach * math.cos(way), y + reach * math.sin(way)))
    return edge


def arrow(stroke: float) -> Points:
    """Return the outline of an arrow along the x-axis, its head built like that of the upstream arrows."""
    tip, head, cut = 590, 165, stroke * math.sqrt(0.5)
    upper = [(30, stroke / 2), (tip - 2 * cut - stroke / 2, stroke / 2), (tip - head - cut, head - cut)]
    upper.append((tip - head, head))
    return [*upper, (tip, 0), *((x, -y) for x, y in reversed(upper))]


def arc(radius: float, degrees: float, pieces: int) -> Points:
    """Return the control points of an arc around the mark's centre, clockwise and down from `degrees`."""
    step = 45  # eight quadratic curves to the circle
    return [
        (
            310 + radius / math.cos(math.radians(step / 2)) * math.cos(math.radians(degrees - step * (piece + 0.5))),
            300 + radius / math.cos(math.radians(step / 2)) * math.sin(math.radians(degrees - step * (piece + 0.5))),
        )
        for piece in range(pieces)
    ]


def outline(pen: TTGlyphPen, points: Points) -> None:
    """Draw one closed polygon."""
    pen.moveTo(points[0])
    for point in points[1:]:
        pen.lineTo(point)
    pen.closePath()


def drawn(draw: Any, stroke: float) -> Any:
    """Return a mark as a TrueType glyph; every stroke gives the same number of points, so that they interpolate."""
    pen = TTGlyphPen(None, outputImpliedClosingLine=True)
    draw(pen, stroke)
    return pen.glyph(round=round, dropImpliedOnCurves=False)


def add_marks(font: TTFont, strokes: tuple[float, float]) -> None:
    """Add the marks that upstream lacks to a font that varies from 400 to 700."""
    font.setGlyphOrder([*font.getGlyphOrder(), *(f"uni{code:04X}" for code in MARKS)])
    for code, draw in MARKS.items():
        name = f"uni{code:04X}"
        regular, bold = (drawn(draw, stroke) for stroke in strokes)
        font["glyf"].glyphs[name] = regular
        regular.recalcBounds(font["glyf"])
        font["hmtx"][name] = (MARK_WIDTH, regular.xMin)
        deltas = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in zip(regular.coordinates, bold.coordinates)]
        phantoms = [(0, 0)] * 4  # the width stays
        font["gvar"].variations[name] = [TupleVariation({"wght": (0, 1, 1)}, deltas + phantoms)]
        for table in font["cmap"].tables:
            if table.isUnicode():
                table.cmap[code] = name


def prune(font: TTFont) -> None:
    """Raise and lower figures only: the book sets no raised letters, and they are large."""
    gsub = font["GSUB"].table
    records = [record for record in gsub.FeatureList.FeatureRecord if record.FeatureTag in ("sups", "subs")]
    for lookup in {index for record in records for index in record.Feature.LookupListIndex}:
        for subtable in gsub.LookupList.Lookup[lookup].SubTable:
            single = getattr(subtable, "ExtSubTable", subtable)
            single.mapping = {old: new for old, new in single.mapping.items() if old in FIGURES}


def characters(face: Face) -> set[int]:
    """Return the code points to take from upstream."""
    return {*LATIN, *map(ord, SIGNS)} - set(map(ord, face.without))


def cut(source: Path, face: Face, features: list[str]) -> TTFont:
    """Return the upstream font with our characters only, varying from 400 to 700 only, and with our marks."""
    font = TTFont(source, recalcTimestamp=False)  # upstream's date, else no two runs agree
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.setdefault(0x2011, table.cmap[ord("-")])
    prune(font)
    options = subset.Options(layout_features=features, hinting=False, name_IDs=["*"], notdef_outline=True)
    # the rest serves installed fonts, and MVAR would shift lines between weights
    options.drop_tables += ["BASE", "MVAR", "STAT"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters(face))
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {**face.pins, "wght": (400, 400, 700)}, inplace=True)
    font["fvar"].instances = []
    add_marks(font, face.strokes)
    add_HVAR(font)
    return font


def rename(font: TTFont, family: str, weight: int) -> None:
    """Name the font after the book: the licence reserves the name "Source" for Adobe's own files."""
    style = STYLES[weight]
    linked = weight in (400, 700)  # the old four-style naming knows no semibold
    kept = {i: font["name"].getDebugName(i) for i in (0, 13, 14)}  # copyright and licence
    names = {1: family if linked else family + style, 2: style if linked else "Regular", 3: f"{family}-{style}"}
    names |= {4: f"{family} {style}", 5: font["name"].getDebugName(5), 6: f"{family}-{style}"}
    if not linked:
        names |= {16: family, 17: style}
    if "fvar" in font:
        names[256] = "Weight"
        font["fvar"].axes[0].axisNameID = 256
    font["name"] = newTable("name")
    font["name"].names = []
    for number, text in sorted((kept | names).items()):
        font["name"].setName(text, number, 3, 1, 0x409)
    bold = weight == 700
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = font["OS/2"].fsSelection & ~0b1100001 | (0b100000 if bold else 0b1000000)
    font["head"].macStyle = int(bold)


def main() -> None:
    """Write every font into the folder of this script and print size and SHA-256."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("serif", type=Path, help="SourceSerif4Variable-Roman.ttf")
    parser.add_argument("sans", type=Path, help="SourceSans3VF-Upright.ttf")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    arguments = parser.parse_args()
    jobs = [(arguments.serif, SERIF, "book-serif", [700]), (arguments.sans, SANS, "book-sans", [400, 600, 700])]
    for source, face, stem, weights in jobs:
        web = cut(source, face, face.features)
        made = {f"{stem}.woff2": (web, 400)}
        for weight in weights:
            chart = instancer.instantiateVariableFont(cut(source, face, CHART_FEATURES), {"wght": weight})
            compact(chart, 9)  # smaller as it is, though larger once packed, so not for the web
            made[f"{stem}-{weight}.ttf"] = (chart, weight)
        absent = (characters(face) | MARKS.keys()) - web.getBestCmap().keys()
        if absent:
            raise SystemExit(f"{source} lacks {', '.join(f'U+{code:04X}' for code in sorted(absent))}")
        for name, (font, weight) in made.items():
            rename(font, face.family, weight)
            font.flavor = "woff2" if name.endswith("woff2") else None
            font.save(arguments.out / name)
            content = (arguments.out / name).read_bytes()
            print(f"{name:20}{len(content):7} {hashlib.sha256(content).hexdigest()}")


if __name__ == "__main__":
    main()
