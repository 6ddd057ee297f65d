"""Runs the cells of all pages that will be read, side by side, into the cache from which MyST-NB then takes them.

MyST-NB itself runs one page after the other, each in a new kernel. The cache knows cells only and would keep figures of
old data, so what it may keep is decided here: pages whose cells would be answered as they were, by the same package. A
page that a fork cannot run is run again in a kernel, and the build stops with file, line and error if that fails too.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import re
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import MystMetadataParsingError, is_myst_markdown_notebook, read_myst_markdown_notebook
from myst_nb.ext.glue import extract_glue_data_cell
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..palette import LIGHT
from ..run import run
from .freshness import files, questions, still_answered
from .refuse import Refused

# What a kernel would say of itself, for the colours of code.
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}
TABLES = {"nbcache", "nbproject", "settings"}  # of the cache's database


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    config = env.mystnb_config
    if config.execution_mode != "cache":
        return
    cache = _cache(Path(config.execution_cache_path))
    pages = {}
    for name in docnames:
        page = _page(Path(env.doc2path(name)), env.doc2path(name, base=False))
        if page and not _kept(cache, page):
            pages[Path(env.doc2path(name))] = page
    _forget(cache, pages)
    paths = sorted(pages, key=lambda path: -path.stat().st_size)  # the longest first, so that none is left to run alone
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ran = dict(zip(paths, pool.map(lambda path: _fork(pages[path], path.parent, config.execution_timeout), paths)))
    causes = []
    for path, page in pages.items():
        file = env.doc2path(env.path2doc(str(path)), base=False)
        cause = "" if ran[path] else _kernel(page, path, file, config.execution_timeout)
        if cause:
            causes.append(cause)
        else:
            cache.cache_notebook_bundle(CacheBundleIn(page, str(path)), check_validity=False, overwrite=True)
    if causes:
        raise Refused(causes)


def _page(path: Path, file: str) -> NotebookNode | None:
    """A page as a notebook; None if it is none."""
    text = path.read_text(encoding="utf-8")
    try:
        return read_myst_markdown_notebook(text, add_source_map=True) if is_myst_markdown_notebook(text) else None
    except MystMetadataParsingError as error:
        raise Refused([f"{file}: {error}"]) from error


def _inputs() -> str:
    """A digest of what the outputs of all cells depend on, beside the cells and the answers they get."""
    versions = [importlib.metadata.version(name) for name in ("altair", "pandas", "vl-convert-python")]
    return hashlib.sha256(
        repr((versions, LIGHT)).encode() + b"".join(path.read_bytes() for path in files())
    ).hexdigest()


def _cache(folder: Path) -> JupyterCacheAbstract:
    """The cache of outputs, empty if it is of other inputs or cannot be read."""
    stamp, inputs = folder / "inputs", _inputs().encode()
    if not (stamp.exists() and stamp.read_bytes() == inputs and _sound(folder / "global.db")):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        stamp.write_bytes(inputs)
    for outputs in folder.glob("executed/*"):
        if not (outputs / "base.ipynb").exists():
            shutil.rmtree(outputs)  # where the folder is there and the file is not, the cache cannot put one
    return get_cache(folder)


def _sound(database: Path) -> bool:
    if not database.exists():
        return False
    with closing(sqlite3.connect(database)) as opened:
        try:
            tables = {name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return tables >= TABLES and opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.OperationalError:  # it is in use, or may not be read: no fault of what it holds
            raise
        except sqlite3.DatabaseError:
            return False


def _kept(cache: JupyterCacheAbstract, page: NotebookNode) -> bool:
    """Whether the cache holds the outputs of a page's cells as they stand, and the ledger would answer them as it did."""
    try:
        _, executed = cache.merge_match_into_notebook(page)
        glued = [found for cell in executed.cells if cell.cell_type == "code" for found in extract_glue_data_cell(cell)]
    except Exception:  # it is not there, or cannot be read in one of many ways: in any case it is to be made
        return False
    return still_answered(questions({name: output["data"] for name, output in glued}))


def _forget(cache: JupyterCacheAbstract, paths: dict[Path, NotebookNode]) -> None:
    """Removes what the cache keeps of some pages."""
    for record in cache.list_cache_records():
        if Path(record.uri) in paths:
            with suppress(KeyError):  # its file is gone already
                cache.remove_cache(record.pk)


def _fork(page: NotebookNode, folder: Path, timeout: float) -> bool:
    """Runs a page's cells in a fork and puts the outputs beside them; says whether that went well."""
    cells = [cell for cell in page.cells if cell.cell_type == "code"]
    outputs = run([cell.source for cell in cells], folder, timeout) if cells else []
    if outputs is None:
        return False
    for place, cell in enumerate(cells, 1):
        cell.execution_count = place
        cell.outputs = [nbformat.v4.new_output("display_data", **output) for output in outputs[place - 1]]
    page.metadata["language_info"] = LANGUAGE
    return True


def _kernel(page: NotebookNode, path: Path, file: str, timeout: float) -> str:
    """Runs a page's cells in a kernel, which puts the outputs beside them; says what failed and where, or ''."""
    begun = [0]
    watch = {"on_cell_start": lambda cell, cell_index: begun.append(cell_index)}
    try:
        error = single_nb_execution(page, str(path.parent), timeout, allow_errors=False, **watch).err
    except Exception as other:  # there is no such kernel, it died, or it could not be started
        error = other
    if error is None:
        page.metadata["language_info"] = LANGUAGE
        return ""
    name = getattr(error, "ename", type(error).__name__)
    said = getattr(error, "evalue", str(error).partition("\n")[0])
    # A false headline says itself where it stands.
    return said if said.startswith(f"{file}, line ") else f"{file}, line {_line(page, begun[-1], path)}: {name}: {said}"


def _line(page: NotebookNode, index: int, path: Path) -> int:
    """The line of a page at which a cell stopped."""
    cell, start = page.cells[index], page.metadata["source_map"][index]
    traceback = "\n".join(
        line for output in cell.get("outputs", ()) if output.output_type == "error" for line in output.traceback
    )
    within = re.search(
        rf"Cell In\[{cell.get('execution_count')}\], line (\d+)", re.sub(r"\x1b\[[0-9;]*m", "", traceback)
    )
    lines, source = path.read_text(encoding="utf-8").splitlines(), cell.source.splitlines()
    # A cell's source begins behind its options.
    first = next((n for n in range(start, len(lines)) if lines[n : n + len(source)] == source), start)
    return first + int(within[1] if within else 1)
