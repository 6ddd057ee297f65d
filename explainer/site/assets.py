"""The site's own files under names that carry a digest of their content, so that a browser may keep them for good.

The style sheet and the icon are no files: each page carries them, so that its first paint waits for nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from concurrent.futures import Future
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import vl_convert

from ..notebook.run import aside
from ..paths import PACKAGE
from ..words.extract import LETTERS, messages_in
from ..words.messages import _, edition
from .refuse import Refused

WEB = Path(__file__).parent / "web"
FONT = re.compile(r"url\(([^)]+)\)")
# What each script is put together from; no page has two that share a part: one request less.
SCRIPTS = {
    "book.js": ("words.js", "book.js", "charts.js"),
    "embed.js": ("words.js", "charts.js", "take.js", "embed.js"),
    "ledger.js": ("address.js", "ledger.js"),
    "narrow.js": ("address.js", "narrow.js"),
    **{name: (name,) for name in ("query.js", "query-worker.js", "search.js", "take.js", "tell.js")},
}
COLOUR = re.compile(r"(\s--[a-z]+: )light-dark\((#[0-9a-f]{6}), #[0-9a-f]{6}\)(?=;)")

BINARY = {"woff2": (b"wOF2", "font in WOFF2"), "wasm": (b"\0asm", "WebAssembly")}  # how they begin, and what they are
COMMENT = re.compile(r"^\s*// .*\n| // .*$", re.MULTILINE)  # of a script, whole lines and at the end of one


class Asset(NamedTuple):
    """A file of the site: what its content depends on, and how it is made."""

    key: bytes
    make: Callable[[], bytes]


class Whole(NamedTuple):
    """What one file needs to be read by itself: its style, and scripts for before and after it is painted."""

    style: str
    early: str
    script: str


class Assets:
    """All files of `_static/`: scripts, fonts, and Vega with what makes a chart live; and the style and icon."""

    folder = "_static"

    @cached_property
    def files(self) -> dict[str, Asset]:
        """The files by the names they are asked for."""
        files = {path.name: _binary(path) for path in sorted([*WEB.glob("fonts/*.woff2"), *WEB.glob("sqlite/*.wasm")])}
        for path in sorted(WEB.glob("sqlite/*.js")):  # SQLite as it came, with its comments
            files[path.name] = Asset(path.read_bytes(), path.read_bytes)
        for name, parts in SCRIPTS.items():
            text = _in_our_words("".join(map(_script, parts)))
            files[name] = Asset(text.encode(), text.encode)
        live = _in_our_words(_script("live.js")).encode()
        # Bundling takes a second, so the name rests on the bundler's version and the file is made only if missing.
        files["live.js"] = Asset(live + version("vl-convert-python").encode(), lambda: _vega().result() + b"\n" + live)
        return files

    @cached_property
    def style(self) -> str:
        """The style sheet as a page carries it: without comments, the fonts by their addresses, and with the light
        colours alone for browsers that know no `light-dark()`."""
        text = plain_style("book.css")
        both = ";".join(colour[0] for colour in COLOUR.finditer(text))
        text = COLOUR.sub(r"\1\2", text) + f"\n@supports (color: light-dark(#fff, #000)) {{ :root {{{both} }} }}"
        return FONT.sub(lambda match: f"url({self.name(match[1])})", text)

    def whole(self) -> Whole:
        """The style and scripts of the book as one file, with the fonts in it."""
        style = self.style
        for name in (name for name in self.files if name.endswith(".woff2")):
            font = base64.b64encode(self.files[name].make()).decode()
            style = style.replace(f"url({self.name(name)})", f"url(data:font/woff2;base64,{font})")
        style = style.replace("font-display: optional", "font-display: block")  # what is here is not waited for
        early, script = _script("whole.js"), self.files["book.js"].make().decode()
        return Whole(f"{style}\n{plain_style('whole.css')}", early.strip(), script.strip())

    def style_with(self, *names: str) -> str:
        """The style sheet of a page on which stands something that has rules of its own, in sheets with these names."""
        return "\n".join([self.style, *map(plain_style, names)])

    @cached_property
    def icon(self) -> str:
        """The icon as an address that holds it."""
        return f"data:image/svg+xml,{quote((WEB / 'favicon.svg').read_text(encoding='utf-8'))}"

    def name(self, name: str) -> str:
        """The address of a file, from the root of the site."""
        if name not in self.files:
            raise Refused([f"explainer/site/web/fonts/{name}: is not there, and book.css asks for it"])
        return f"{self.folder}/{_named(name, self.files[name])}"

    def digest(self) -> str:
        """Changes when any file does, or the style: then all pages must be written again, since they carry the
        names."""
        styles = (self.style_with(path.name) for path in sorted(WEB.glob("*.css")))
        return hashlib.sha256("".join([*map(self.name, self.files), *styles, self.icon]).encode()).hexdigest()

    def begin(self, site: Path) -> None:
        """Begins, in the background, what takes long and is missing."""
        if not (site / self.name("live.js")).exists():
            _vega()

    def write(self, site: Path) -> None:
        """Writes what is missing and removes what is of an older build."""
        folder = site / self.folder
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {self.name(name).rpartition("/")[2]: asset for name, asset in self.files.items()}
        for path in folder.iterdir():
            if path.is_file() and path.name.removesuffix(".gz").removesuffix(".br") not in wanted:
                path.unlink()
        for name, asset in wanted.items():
            if not (folder / name).exists():
                part = folder / f"{name}.part"  # what bears the name is whole, or it would stay half a file for ever
                part.write_bytes(asset.make())
                part.replace(folder / name)


def _binary(path: Path) -> Asset:
    found, (begins, what) = path.read_bytes(), BINARY[path.suffix[1:]]
    if not found.startswith(begins):
        raise Refused([f"{path.relative_to(PACKAGE.parent)}: is no {what}; take it from the history"])
    return Asset(found, path.read_bytes)


def plain_style(name: str) -> str:
    """A style sheet without its comments, and in the words of the book."""
    text = re.sub(r"\s*/\*.*?\*/", "", (WEB / name).read_text(encoding="utf-8"), flags=re.DOTALL).strip()
    return LETTERS.sub(lambda words: f"content: {quoted(_(words[1]))}", text)


def _script(name: str) -> str:
    """A script without its comments, which are a quarter of what is sent of `book.js`."""
    return COMMENT.sub("", (WEB / name).read_text(encoding="utf-8"))


def _in_our_words(script: str) -> str:
    """A script behind what the catalogue has for it: the forms of each message, and the rule of plurals."""
    said = edition().known(messages_in(script.encode(), ".js")) if edition().catalogue else {}
    if not said:
        return script
    words = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    rule = f"window.pagePlural = (n) => Number({edition().plural});\n"
    return f"window.pageMessages = {{ ...window.pageMessages, ...{words} }};\n{rule}{script}"


def quoted(words: str) -> str:
    """Words as a style sheet has them."""
    letters = {"\\": "\\\\", '"': '\\"', "<": "\\3c ", "\n": "\\a "}  # what would end the words, or the style
    return '"' + "".join(letters.get(letter, letter) for letter in words) + '"'


def _named(name: str, asset: Asset) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(asset.key).hexdigest()[:8]}.{suffix}"


@cache
def _vega() -> Future[bytes]:
    return aside(_bundle)


def _bundle() -> bytes:
    """Vega, Vega-Lite and vega-embed as one module, from the same package that draws the static charts."""
    return vl_convert.javascript_bundle("const embed = vegaEmbed; window.vegaEmbed = embed;").encode()
