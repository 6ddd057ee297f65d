"""The table of contents and the settings can be read, and the pages are there.

Sphinx and Jupyter Book read both before they load us; of a fault there they would say it at the end of a traceback.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from ..rows import Fault, Unreadable, hint, read_text
from .book import Book, Rule

CONTENTS, SETTINGS = "_toc.yml", "_config.yml"
ENGINE = "explainer.site"  # our extension
# What a book says of itself, in `_config.yml`, with what holds where it does not.
CONFIGURED: dict[str, Any] = {
    "explainer_names": [],  # that have digits and are no figures: of models, of standards
    "explainer_licence": "",  # of text and data, in a word, for what is taken along
    "explainer_notice": "",  # at the foot of each page
    "explainer_repository": "",  # its address; issues are opened below it, as GitHub has them
    "explainer_feed": "",  # the id of the feed of corrections, which never changes
}
PRINTED = re.compile(r"`{3,}\{ledger-entries\} +(\S+)")  # where a page prints the entries of a source


def contents_can_be_read(root: Path) -> list[Fault]:
    """The faults of the table of contents and the settings of the book in `root`."""
    pages, faults = _contents(root)
    return [*faults, *_settings(root, pages)]


def _settings(root: Path, pages: list[str]) -> Iterator[Fault]:
    if not (root / SETTINGS).exists():
        return
    found, faults = _yaml(root, SETTINGS)
    yield from faults
    if faults:
        return
    if not isinstance(found, dict):
        yield Fault(SETTINGS, 0, "", "", f"a {type(found).__name__}", "settings, each as `name: value`")
        return
    config = _mapping(_mapping(found.get("sphinx")).get("config"))
    words = {
        **{name: found.get(name) for name in ("title", "project", "author")},
        "language": config.get("language", ""),
    }
    for name, value in words.items():
        if not isinstance(value, str):
            yield Fault(
                SETTINGS, _line(root, name), "", name, f"{value!r}", "words; between quotation marks if need be"
            )
    if ENGINE not in (config.get("extensions") or ()):
        yield Fault(SETTINGS, 0, "", "sphinx.config.extensions", f"no {ENGINE}", f"{ENGINE} among them")
    for name, value in config.items():
        if name.startswith("explainer_") and name not in CONFIGURED:
            yield Fault(
                SETTINGS, _line(root, name), "", name, "a setting the engine does not know", f"{', '.join(CONFIGURED)}"
            )
        elif name in CONFIGURED and type(value) is not type(CONFIGURED[name]):
            allowed = "a list" if CONFIGURED[name] == [] else "a text"
            yield Fault(SETTINGS, _line(root, name), "", name, f"{value!r}", allowed)
        elif isinstance(value, list) and not all(isinstance(each, str) for each in value):
            yield Fault(SETTINGS, _line(root, name), "", name, f"{value!r}", "a list of words")
    header = str(_mapping(config.get("html_theme_options")).get("header") or "")
    for page in filter(None, map(str.strip, header.split(","))):
        if pages and page not in pages:
            yield Fault(
                SETTINGS, _line(root, "header"), "", "header", f"'{page}'", f"pages of {CONTENTS}{hint(page, pages)}"
            )


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _line(root: Path, name: str, file: str = SETTINGS) -> int:
    """The line of a setting; 0 if it is not to be found."""
    lines = (root / file).read_text(encoding="utf-8").splitlines()
    return next((number for number, text in enumerate(lines, 1) if text.strip().startswith(f"{name}:")), 0)


def _contents(root: Path) -> tuple[list[str], list[Fault]]:
    """The pages of the book, as `book/name`, or why they cannot be told."""
    from sphinx_external_toc.api import UrlItem  # which loads docutils, wanted only here
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    found, faults = _yaml(root, CONTENTS)
    if faults:
        return [], faults
    try:
        listed = parse_toc_data(found)
    except MalformedError as error:
        return [], [Fault(CONTENTS, 0, "", "", str(error), "a table of contents of Jupyter Book")]
    items = [item for page in listed.values() for part in page.subtrees for item in part.items]
    if any(isinstance(item, UrlItem) for item in items):
        allowed = "pages; a page may link elsewhere"
        return [], [Fault(CONTENTS, _line(root, "- url", CONTENTS), "", "", "a url", allowed)]
    pages = [str(name) for name in listed]
    return pages, [_missing(root, page) for page in pages if not _file(root, page).exists()]


def _file(root: Path, page: str) -> Path:
    return root / f"{page.removesuffix('.md')}.md"


def _missing(root: Path, page: str) -> Fault:
    lines = (root / CONTENTS).read_text(encoding="utf-8").splitlines()
    listed = re.compile(rf"(?:file|root):\s*['\"]?{re.escape(page)}(?![\w/-])")
    line = next((number for number, text in enumerate(lines, 1) if listed.search(text)), 0)
    there = [path.relative_to(root).with_suffix("").as_posix() for path in _file(root, page).parent.glob("*.md")]
    return Fault(CONTENTS, line, "", "", f"'{page}'", f"a page that is there{hint(page, there)}")


def _yaml(root: Path, name: str) -> tuple[Any, list[Fault]]:
    try:
        return _parsed(read_text(root / name, name)), []
    except Unreadable as error:
        return None, error.faults
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return None, [Fault(name, mark.line + 1 if mark else 0, "", "", f"{getattr(error, 'problem', error)}", "YAML")]


@lru_cache(maxsize=8)
def _parsed(text: str) -> Any:
    """YAML, of which one check asks several times; who asks does not change it."""
    return yaml.safe_load(text)


def contents_and_settings(book: Book) -> Iterator[Fault]:
    yield from contents_can_be_read(book.folder.resolve().parent)


def entries_have_pages(book: Book) -> Iterator[Fault]:
    """A book that prints entries has those of each source on a page, and of no other."""
    printed: set[str] = set()
    for page in _contents(book.folder.resolve().parent)[0]:
        for number, line in enumerate(book.text(f"{page}.md")[0].splitlines(), 1):
            if entries := PRINTED.match(line):
                printed.add(entries[1])
                if entries[1] not in book.sources:
                    allowed = f"a source in sources.csv: {', '.join(book.sources)}"
                    yield Fault(f"{page}.md", number, "", "", f"the entries of '{entries[1]}'", allowed)
    for source in book.rows["sources"] if printed else ():
        if source.id not in printed:
            found = f"no page in {CONTENTS} with the entries of {source.id}"
            yield source.fault("source_id", found, f"a page with ```{{ledger-entries}} {source.id}")


RULES: list[Rule] = [contents_and_settings, entries_have_pages]
