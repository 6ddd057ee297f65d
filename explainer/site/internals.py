"""What the site takes from Sphinx and MyST-NB without being promised it, each behind one function.

A new version may change any of it; tests/engine/test_internals.py says so, one test a function. The methods of Sphinx's
builder that ours stands in for are in builder.py.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from docutils import nodes
from myst_nb.core.read import read_myst_markdown_notebook
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from myst_nb.sphinx_ import HideCodeCellNode
from myst_parser.sphinx_ext.myst_refs import MystReferenceResolver
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import ReferencesResolver
from sphinx.util.logging import WarningStreamHandler

Heard = Callable[[logging.LogRecord], bool]

HIDDEN_CELL: type[nodes.Element] = HideCodeCellNode  # which has the summary to print in `prompt_show`
WRITER = "sphinx.sphinx.builders.html"  # the logger that tells of pages which could not be written


def notebook(text: str, lines: bool = False) -> NotebookNode:
    """A page as MyST-NB reads it: its cells, and with `lines` in `metadata["source_map"]` the line before each."""
    return read_myst_markdown_notebook(text, add_source_map=lines)


def results_first(page: nodes.document) -> None:
    """Puts what each cell gave before its code, and the code of cells that only compute with that of the cell to whose
    results they lead."""
    cells = [cell for cell in page.findall(nodes.container) if cell.get("nb_element") == "cell_code"]
    for cell in cells:
        results = [part for part in cell.findall(nodes.container) if part.get("nb_element") == "cell_code_output"]
        cell.children.sort(key=lambda part: part not in results)
        code, following = next(cell.findall(HIDDEN_CELL), None), cell.next_node(descend=False, siblings=True)
        if code is not None and not results and following in cells:
            next(following.findall(HIDDEN_CELL))[:0] = code.children
            cell.parent.remove(cell)


def glued(page: nodes.document, name: str, media_type: str) -> Any:
    """What a cell of the page glued under a name, in one media type. Raises `KeyError` where none did."""
    try:
        return retrieve_glue_data(page, name).data[media_type]
    except RetrievalError as error:
        raise KeyError(name) from error


def glued_names(page: nodes.document) -> list[str]:
    """The names under which cells of the page glued something."""
    return list(page["nb_renderer"].renderer.nb_client.glue_data) if "nb_renderer" in page else []


def try_links(env: BuildEnvironment, docname: str) -> None:
    """Warns of each dead link of a page, as it is read and before any page is written."""
    env.prepare_settings(docname)
    page = env.get_doctree(docname)
    for resolver in (MystReferenceResolver, ReferencesResolver):
        resolver(page).run()
    env.temp_data.clear()


def hear_of_lost_files(hear: Heard) -> None:
    """Has `hear` told of each page that could not be written; what it raises ends the build."""
    logging.getLogger(WRITER).addFilter(hear)


def hear_of_warnings(app: Sphinx, hear: Heard) -> None:
    """Has `hear` told of each warning, but those that the book's settings silence, if they fail the build at its
    end."""
    for handler in logging.getLogger("sphinx").handlers if app.keep_going else ():
        if isinstance(handler, WarningStreamHandler):
            handler.addFilter(hear)  # the last one
