"""Finds the messages of the engine where they stand, and makes catalogues of them: `python -m explainer messages`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from ..paths import PACKAGE, ROOT
from .messages import SOURCE, BadCatalogue, forms, locale_of, path_of, read

KEYWORDS: dict[str, Any] = {"_": None, "N_": None, "ngettext": (1, 2)}
LETTERS = re.compile(r'content: "([^"]*[A-Za-z][^"]*)"')  # words that a style sheet prints
OF_OTHERS = {"fonts", "sqlite"}  # folders of what others wrote
Message = str | tuple[str, ...]  # one of two forms is a pair

HEAD = """\
# What the engine says on a page; made, and brought up to date, by: python -m explainer messages
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"""


def code(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """As Babel wants an extractor: what Python marks. Babel's own reads tokens, and takes the key in `_(row["kind"])`
    for a message."""
    calls = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(call.func, ast.Name) and call.func.id in keywords:
            words = [each.value if isinstance(each, ast.Constant) else None for each in call.args]
            yield call.lineno, call.func.id, tuple(words), []


def style(file: IO[bytes], keywords: Any, tags: Any, options: Any) -> Iterator[tuple[int, str, str, list[str]]]:
    """As Babel wants an extractor: what a style sheet prints."""
    for number, line in enumerate(file, 1):
        yield from ((number, "_", words, []) for words in LETTERS.findall(line.decode("utf-8")))


METHODS: dict[str, Any] = {
    ".py": code, ".html": "jinja2.ext:babel_extract", ".svg": "jinja2.ext:babel_extract", ".js": "javascript",
    ".css": style,
}  # fmt: skip


def messages_in(text: bytes, kind: str) -> Iterator[Message]:
    """The messages of a file, by the ending of its name, in their order."""
    options = {"parse_template_string": True} if kind == ".js" else {}
    for _, message, _, _ in extract(METHODS[kind], BytesIO(text), KEYWORDS, options=options):
        yield message


def sources() -> list[Path]:
    """The files of the engine in which messages can be."""
    files = (path for path in PACKAGE.rglob("*.*") if path.suffix in METHODS)
    return sorted(path for path in files if OF_OTHERS.isdisjoint(path.parts))


def template() -> Catalog:
    """All messages, file by file, in their order."""
    catalogue = Catalog(charset="utf-8")
    for path in sources():
        for message in messages_in(path.read_bytes(), path.suffix):
            catalogue.add(message, locations=[(str(path.relative_to(PACKAGE.parent)), 0)])
    return catalogue


def text_of(catalogue: Catalog) -> str:
    """A catalogue as the text of a file, without what changes though no message does: days, and numbers of lines."""
    rule = (
        f'"Language: {catalogue.locale}\\n"\n"Plural-Forms: {catalogue.plural_forms}\\n"\n' if catalogue.locale else ""
    )
    written = BytesIO()
    write_po(written, catalogue, width=120, omit_header=True, include_lineno=False)
    return f"{HEAD}{rule}\n{written.getvalue().decode('utf-8')}"


def renew(language: str, root: Path = ROOT) -> tuple[Path, Catalog]:
    """Makes the catalogue of a language, or brings one to the messages there are now. Raises `BadCatalogue`.

    What was translated stays, and what no message asks for any more is kept aside, at the end.
    """
    if locale_of(language).language == SOURCE:
        raise BadCatalogue(f"{language}: the phrases are in English as they stand; name another language")
    path = path_of(language, root)
    known = read(language, root).catalogue if path.exists() else None
    catalogue = known or Catalog(locale=locale_of(language), charset="utf-8")
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text_of(catalogue), encoding="utf-8")
    return path, catalogue


def counted(catalogue: Iterable[Any]) -> tuple[int, int]:
    """How many messages there are, and how many of them have no translation."""
    found = [message for message in catalogue if message.id]
    return len(found), sum(not forms(message) for message in found)
