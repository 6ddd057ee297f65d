"""Runs the cells of all pages that will be read, side by side, and gives MyST-NB the pages with what their cells
showed.

MyST-NB itself runs one page after the other, each in a new kernel, and keeps outputs by the text of cells alone. Here
the outputs of a page are kept as long as its cells, the package and the tables stay as they are, and the ledger would
answer what the cells asked as it did.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import asdict
from pathlib import Path

import nbformat
from myst_nb.core.read import MystMetadataParsingError
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.environment import BuildEnvironment

from ..charts.palette import LIGHT
from ..ledger.store import Ledger
from ..notebook.run import Ran, run
from ..words.messages import edition
from .compress import write
from .freshness import files, still_answered
from .internals import notebook
from .memory import memory
from .places import ledger_of
from .refuse import Refused

LANGUAGE = {
    "name": "python",
    "pygments_lexer": "ipython3",
}  # what a kernel would say of itself, for the colours of code
TIMEOUT = 120  # seconds, for the cells of a page
pages: dict[str, NotebookNode] = {}  # those read in this process, by their text


def read(text: str) -> NotebookNode:
    """A page as a notebook of its own, with what its cells showed: MyST-NB takes out of it what they glued."""
    return deepcopy(pages[text]) if text in pages else _notebook(text)


def read_by_us(app: Sphinx, config: Config) -> None:
    """Has MyST-NB read pages by `read`, and run nothing."""
    config.nb_custom_formats = {".md": f"{__name__}.{read.__name__}"}
    config.nb_execution_mode = "off"


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Runs the pages that will be read, but those whose outputs are kept."""
    inputs = _inputs()
    pages.clear()
    ran: dict[str, Ran] = {}
    todo: dict[str, NotebookNode] = {}
    for name in docnames:
        text = Path(env.doc2path(name)).read_text(encoding="utf-8")
        try:
            pages[text] = _notebook(text)
        except MystMetadataParsingError as error:
            raise Refused([f"{env.doc2path(name, base=False)}: {error}"]) from error
        if _code(pages[text]):
            kept = _kept(_file(app, name), _key(pages[text], inputs), ledger_of(env))
            if kept:
                ran[name] = kept
            else:
                todo[name] = pages[text]
    longest_first = sorted(todo, key=lambda name: -len(str(todo[name])))  # so that none is left to run alone
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = pool.map(lambda name: _run(todo[name], Path(env.doc2path(name)).parent), longest_first)
        new = dict(zip(longest_first, done))
    causes = []
    for name, page in todo.items():
        if new[name].error:
            causes.append(_cause(new[name], page, env.doc2path(name), env.doc2path(name, base=False)))
        else:
            _file(app, name).parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"key": _key(page, inputs), **asdict(new[name])}, ensure_ascii=False)
            write(_file(app, name), text.encode())
    if causes:
        raise Refused(causes)
    memory(env)["asked by cells"] = {name: found.asked for name, found in (ran | new).items()}
    for name, found in (ran | new).items():
        page = pages[Path(env.doc2path(name)).read_text(encoding="utf-8")]
        page.metadata["language_info"] = LANGUAGE
        for place, (cell, outputs) in enumerate(zip(_code(page), found.outputs), 1):
            cell.execution_count = place
            cell.outputs = [nbformat.from_dict(output) for output in outputs]


def _notebook(text: str) -> NotebookNode:
    if not text.strip():
        return nbformat.v4.new_notebook(metadata={"source_map": []})
    page, lines = notebook(text, lines=True), text.splitlines()
    starts = page.metadata["source_map"]
    for place, cell in enumerate(page.cells):
        if cell.cell_type == "markdown":
            # MyST-NB counts lines right where one empty line stands before a cell, as after a page's head.
            first = next(n for n in range(starts[place], len(lines)) if lines[n].strip())
            starts[place] = first - 1
    return page


def _code(page: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in page.cells if cell.cell_type == "code"]


def _run(page: NotebookNode, folder: Path) -> Ran:
    return run([cell.source for cell in _code(page)], folder, TIMEOUT)


def _inputs() -> str:
    """A digest of what the outputs of all cells depend on, beside the cells and the answers they get."""
    versions = [importlib.metadata.version(name) for name in ("altair", "babel", "pandas", "vl-convert-python")]
    return _digest([repr((versions, LIGHT, edition().digest)).encode(), *(path.read_bytes() for path in files())])


def _key(page: NotebookNode, inputs: str) -> str:
    return _digest([inputs.encode(), *(f"{cell.source}\0".encode() for cell in _code(page))])


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _file(app: Sphinx, docname: str) -> Path:
    """What is kept of a page."""
    return Path(app.doctreedir).with_name("cells") / f"{docname}.json"


def _kept(file: Path, key: str, ledger: Ledger) -> Ran | None:
    """What a page's cells gave, if they would give it again."""
    try:
        kept = json.loads(file.read_bytes())
        ran = Ran(**kept) if kept.pop("key") == key else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):  # it is not there, or damaged
        return None
    return ran if ran and still_answered(ledger, ran.asked) else None


def _cause(ran: Ran, page: NotebookNode, path: str, file: str) -> str:
    """Why a page's cells failed, and where."""
    index = [place for place, cell in enumerate(page.cells) if cell.cell_type == "code"][ran.cell]
    lines, source = Path(path).read_text(encoding="utf-8").splitlines(), page.cells[index].source.splitlines()
    start = page.metadata["source_map"][index]
    # A cell's source begins behind its options.
    first = next((n for n in range(start, len(lines)) if lines[n : n + len(source)] == source), start)
    return f"{file}, line {first + max(ran.line, 1)}: {ran.error}"


def setup_cells(app: Sphinx) -> None:
    app.connect("config-inited", read_by_us)
    app.connect("env-before-read-docs", run_pages)
