"""Pictures are the same on every machine: all their letters lie in the book's fonts, whatever fonts the machine has."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from explainer.charts.palette import LIGHT
from explainer.charts.svg import FONTS

from .test_pages import soup

NOWHERE = "\ue123"  # a letter for private use, which no font of a system has
LETTERS = {family: set(TTFont(FONTS / name).getBestCmap()) for family, name in
           (("BookSans", "book-sans-400.ttf"), ("BookSerif", "book-serif-700.ttf"))}  # fmt: skip
# Draws a letter that only an added font has, and some exhibits anew: from specification to drawing, or to picture.
REDRAWN = """
import hashlib, json, sys
from pathlib import Path
import vl_convert
from explainer.charts.svg import register_fonts
register_fonts()
kind, letter, *paths = sys.argv[1:]
made = {"added": hashlib.sha256(vl_convert.svg_to_png(letter)).hexdigest()}
for path in map(Path, paths):
    if kind == "pictures":
        drawn = vl_convert.svg_to_png(path.with_suffix(".svg").read_text(encoding="utf-8"), scale=2)
    else:
        spec = json.dumps(json.loads(path.read_text(encoding="utf-8"))["wide"], sort_keys=True)
        drawn = vl_convert.vegalite_to_svg(spec, vl_version="6.4").encode()
    made[path.stem] = hashlib.sha256(drawn).hexdigest()
print(json.dumps(made))
"""
ONE_LETTER = f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><text y="30" font-family="BookSans, sans-serif">{NOWHERE}</text></svg>'


@pytest.fixture(scope="module")
def added_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose owner has installed a font of another look, which has every letter that ours have and one more."""
    font = TTFont(FONTS / "book-serif-700.ttf")
    letters = set().union(*LETTERS.values())
    for table in font["cmap"].tables:
        table.cmap.update(dict.fromkeys((*letters, ord(NOWHERE)), "M"))
    for record in font["name"].names:
        record.string = "Added"
    home = tmp_path_factory.mktemp("home")
    (home / ".fonts").mkdir()
    font.save(home / ".fonts" / "added.ttf")
    return home


def redrawn(kind: str, home: Path, paths: list[Path]) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", REDRAWN, kind, ONE_LETTER, *paths], env={**os.environ, "HOME": str(home)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_pictures_are_the_same_with_other_fonts_installed(site: Path, added_font: Path, tmp_path: Path):
    """Of pictures, those that are published; of drawings, in which letters are measured, some made here without it."""
    paths = sorted(path for path in site.glob("exhibits/*.json") if path.suffixes == [".json"])
    some, without = redrawn("drawings", added_font, paths[::3]), redrawn("drawings", tmp_path, paths[::3])
    assert some.pop("added") != without.pop("added"), "the drawing engine never saw the added font"
    assert some == without and len(some) > 6
    pictures = redrawn("pictures", added_font, paths)
    published = {path.stem: hashlib.sha256(path.read_bytes()).hexdigest() for path in site.glob("exhibits/*.png")}
    assert pictures.pop("added") and pictures == published and len(published) > 20


def test_every_letter_of_a_drawing_lies_in_its_font(site: Path):
    seen = 0
    for path in sorted(site.glob("exhibits/*.svg")):
        for label in ElementTree.parse(path).iter("{http://www.w3.org/2000/svg}text"):
            family = "BookSerif" if "BookSerif" in label.get("font-family", "") else "BookSans"
            words = "".join(label.itertext())
            assert {ord(letter) for letter in words} <= LETTERS[family], f"{path.name}: “{words}” in {family}"
            seen += 1
    assert seen > 500


EASTERN = "[\u3000-\u303f\u4e00-\ud7af\uff00-\uffef]"


def test_every_letter_of_a_page_lies_in_both_fonts(site: Path):
    both = LETTERS["BookSans"] & LETTERS["BookSerif"] | {ord("\n"), ord("\t")}
    for path in sorted(site.rglob("*.html")):
        text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        # Words of Chinese and Korean pages are quoted as they stand; their readers' systems have the letters.
        others = {letter for letter in re.sub(EASTERN, "", unescape(text)) if ord(letter) not in both}
        assert not others, f"{path.name}: {others}; explainer/site/web/fonts/subset.py adds letters"


def test_a_picture_s_headline_points_at_what_the_page_s_does(site: Path):
    pointed = 0
    for path in site.glob("*.html"):
        for headline in soup(site, path.stem).select("figure.exhibit:has(a[download]) .headline"):
            picture = (site / headline.find_parent("figure").select_one('a[href$=".svg"]')["href"]).read_text(
                encoding="utf-8"
            )
            words = [word for emphasised in headline.select("em") for word in emphasised.text.split()]
            assert [
                unescape(word) for word in re.findall(rf'<tspan fill="{LIGHT["hot"]}">(.*?)</tspan>', picture)
            ] == words, headline
            pointed += len(words)
    assert pointed > 20
