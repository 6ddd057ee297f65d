"""Which pages an edit concerns: those that asked the ledger something to which it now gives another answer.

Sphinx knows only files. Tied to `claims.csv` as a file, every page with a figure would run again for each edit of one
claim; so pages are tied to the answers they were given. All other files of `data/` and the package count as files.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..ledger.schema import DATA, PACKAGE
from ..ledger.store import FOLLOWED
from ..notebook import ASKED, ledger
from ..palette import LIGHT
from ..render import FONTS
from .domain import ROLES
from .popovers import LISTED


def follow(app: Sphinx, directives: dict) -> None:
    """Connects what follows a page's questions; `directives` are those that show the ledger."""
    marks = ("{code-cell}", *(f"{{{name}}}" for name in (*ROLES, *directives)))

    def note_files(app: Sphinx, docname: str, source: list[str]) -> None:
        ledger.asked.clear()
        if any(mark in source[0] for mark in marks):
            for path in files():
                app.env.note_dependency(str(path))

    app.connect("source-read", note_files)
    app.connect("doctree-read", _note_questions)
    app.connect("env-get-outdated", _pages_with_new_answers)
    app.connect("env-get-outdated", _pages_in_new_colours)


def files() -> list[Path]:
    """What all pages with cells depend on as files: the tables but those of claims, the package, and the fonts of drawings."""
    tables = [path for path in DATA.glob("*.*") if path.stem not in FOLLOWED and path.suffix != ".lock"]
    return sorted([*tables, *PACKAGE.rglob("*.py"), *FONTS.glob("*.ttf")])


def _note_questions(app: Sphinx, doctree: nodes.document) -> None:
    """Keeps what the page asked: its cells, its roles and directives, and its popovers."""
    docname = app.env.docname
    html = "".join(raw.astext() for raw in doctree.findall(nodes.raw))
    for shown in dict.fromkeys(re.findall(r'<a class="(?:claim|derived)\b[^>]* data-claims?="([^"]+)"', html)):
        ids = shown.split()
        ledger.claims(ids, None if len(ids) <= LISTED else ["claim_id"])
    asked = ledger.asked | _asked_by_cells(app, docname)
    if asked:
        app.env.get_domain("ledger").data["asked"][docname] = asked


def _asked_by_cells(app: Sphinx, docname: str) -> dict[str, str]:
    """What a page's cells asked, from the file in which MyST-NB has just put what they have glued.

    One that cannot be read was not written for this page as it stands: it has no cells any more, or they ask nothing.
    """
    path = Path(app.env.mystnb_config.output_folder) / f"{docname}.glue.json"
    try:
        glued = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return questions({name: output["data"] for name, output in glued.items()})


def questions(glued: dict[str, dict[str, str]]) -> dict[str, str]:
    """The questions among what cells have glued (data by media type, by name), each with a digest of its answer."""
    parts = [data["text/html"] for name, data in glued.items() if name.startswith(ASKED)]
    return {key: digest for part in parts for key, digest in json.loads(part).items()}


def _pages_with_new_answers(app: Sphinx, env: BuildEnvironment, added: set, changed: set, removed: set) -> list[str]:
    pages = env.get_domain("ledger").data["asked"]
    return [name for name, asked in pages.items() if name not in removed and not still_answered(asked)]


def _pages_in_new_colours(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """All pages, if the style sheet's colours changed, which drawings carry; its other rules concern no drawing."""
    changed = getattr(env, "book_colours", LIGHT) != LIGHT
    env.book_colours = LIGHT
    return list(env.all_docs) if changed else []


def still_answered(asked: dict[str, str]) -> bool:
    """Whether the ledger would answer all these questions as it did."""
    return all(ledger.would_answer(key) == digest for key, digest in asked.items())
