"""What the package takes from others without being promised it: where it does so, and that it is still there.

A test here that fails after an upgrade names what changed; explainer/README.md says which module takes it.
"""

from __future__ import annotations

import ast
import inspect
import logging
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
import sphinx.builders.html
import sphinx_autobuild.__main__ as autobuild
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.logging import WarningStreamHandler

from explainer.paths import PACKAGE, ROOT
from explainer.site import internals, serve
from explainer.site.builder import BookBuilder
from explainer.site.settings import OURS, settings

from ..books import build, small_book

README = (PACKAGE / "README.md").read_text(encoding="utf-8")
LISTED = set(re.findall(r"^\|(?:[^|]*\|){2} `([\w/]+\.py)` \|", README, re.M))
# From these packages nothing is taken elsewhere, but for what they promise.
WATCHED = (
    "IPython", "jupyter_book", "myst_nb", "myst_parser.sphinx_ext", "sphinx.transforms.post_transforms.Ref",
    "sphinx.util.logging", "sphinx_autobuild",
)  # fmt: skip
PROMISED = {
    "myst_nb.glue", "myst_nb.core.read.MystMetadataParsingError", "myst_nb.core.render.MimeData",
    "myst_nb.core.render.MimeRenderPlugin", "myst_nb.core.render.NbElementRenderer",
}  # fmt: skip


def imported(path: Path) -> set[str]:
    """What a module imports, by full name."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and not node.level:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def test_internals_are_taken_where_the_readme_says_and_nowhere_else():
    takes = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if any(name.startswith(WATCHED) for name in imported(path) - PROMISED)
    }
    assert takes | {"site/builder.py"} == LISTED


def test_each_file_and_test_of_the_list_is_there():
    assert all((PACKAGE / name).exists() for name in LISTED)
    assert all((ROOT / name).exists() for name in re.findall(r"`(tests/[\w/]+\.py)`", README))


NEWER = set() if hasattr(StandaloneHTMLBuilder, "get_output_path") else {"get_output_path"}  # Sphinx 8.2 brought it
STOOD_IN_FOR = {name for name, value in vars(BookBuilder).items() if inspect.isfunction(value) and name[0] != "_"}


@pytest.mark.parametrize("method", sorted(STOOD_IN_FOR - NEWER))
def test_sphinx_still_has_each_method_that_our_builder_stands_in_for(method: str):
    theirs, ours = (inspect.signature(getattr(each, method)) for each in (StandaloneHTMLBuilder, BookBuilder))
    assert list(theirs.parameters) == list(ours.parameters)


def test_sphinx_keeps_how_it_built_where_we_look_for_damage():
    source = inspect.getsource(sphinx.builders.html)
    assert "'.buildinfo'" in source and ".load(" in source and hasattr(StandaloneHTMLBuilder, "init_highlighter")


def test_sphinx_tells_of_lost_pages_by_the_logger_we_listen_to():
    assert sphinx.builders.html.logger.logger.name == internals.WRITER
    heard: list[logging.LogRecord] = []
    logger = logging.getLogger(internals.WRITER)
    before = logger.filters[:]
    try:
        internals.hear_of_lost_files(lambda record: bool(heard.append(record)))
        sphinx.builders.html.logger.warning("error writing file %s: %s", "a.html", OSError("full"))
    finally:
        logger.filters = before
    assert [type(part) for part in heard[0].args] == [str, OSError]


def test_warnings_that_will_fail_the_build_are_heard(tmp_path: Path):
    heard: list[str] = []
    logger = logging.getLogger("sphinx")
    handler = WarningStreamHandler((tmp_path / "said").open("w"))
    logger.addHandler(handler)
    try:
        for going in (False, True):
            internals.hear_of_warnings(
                SimpleNamespace(keep_going=going), lambda record: not heard.append(record.getMessage())
            )
        handler.handle(logging.makeLogRecord({"msg": "a fault", "levelno": logging.WARNING}))
    finally:
        logger.removeHandler(handler)
        handler.stream.close()
    assert heard == ["a fault"]


PAGE = """# Page

```{code-cell} python3
:tags: [hide-input]

from IPython.display import HTML
HTML("<b>shown</b>")
```

Words.
"""


def test_a_page_is_read_as_a_notebook_with_the_line_before_each_cell():
    head = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
    page = internals.notebook(head + PAGE, lines=True)
    assert [cell.cell_type for cell in page.cells] == ["markdown", "code", "markdown"]
    assert page.metadata["source_map"][1] == (head + PAGE).splitlines().index("```{code-cell} python3") + 1
    assert "source_map" not in internals.notebook(head + PAGE).metadata


@pytest.mark.slow
def test_what_a_cell_gave_stands_before_its_code_which_opens_by_our_words(tmp_path: Path):
    book = small_book(tmp_path, PAGE)
    done = build(book)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((book / "_build/html/index.html").read_text(encoding="utf-8"), "html.parser")
    summary = page.select_one("div.cell b").find_next("summary")
    assert summary.text == "How this was computed" and summary.find_parent("div", class_="cell")


@pytest.mark.slow
def test_dead_links_are_found_before_a_page_is_written(tmp_path: Path):
    book = small_book(tmp_path, "# Page\n\n[a](nowhere.md), [b](#nothing), {doc}`none`, {ref}`no-label`\n")
    done = build(book)
    told = done.stderr.rpartition("The book is not built:")[2]
    dead = ("nowhere.md", "nothing", "none", "no-label")
    assert done.returncode != 0 and [name for name in dead if f"'{name}'" not in told] == []
    assert not (book / "_build/html/index.html").exists()


def test_a_page_without_cells_has_glued_nothing():
    from docutils.frontend import get_default_settings
    from docutils.utils import new_document

    page = new_document("page", get_default_settings())
    assert internals.glued_names(page) == []
    with pytest.raises(KeyError, match="missing"):
        internals.glued(page, "missing", "text/plain")
    assert isinstance(page, nodes.document)


def test_jupyter_book_gives_the_settings_that_sphinx_wants():
    found: dict = {}
    exec(settings(ROOT), found)
    assert {"project", "author", "html_theme", "external_toc_path", "explainer_names"} <= found.keys()
    assert set(OURS) <= set(found["extensions"])
    exec(settings(ROOT, alone=True), found)
    assert sorted(found["extensions"]) == sorted(OURS)


def test_the_server_of_sphinx_autobuild_builds_and_reloads_by_what_we_put_in_their_place():
    for ours, name in ((serve.Rebuild, "Builder"), (serve.Reload, "JavascriptInjectorMiddleware")):
        theirs = ours.__mro__[1]
        assert theirs.__name__ == name and name in inspect.getsource(autobuild)
        assert list(inspect.signature(ours).parameters) == list(inspect.signature(theirs).parameters)
    assert hasattr(serve.Reload(None, "ws://localhost"), "script")
