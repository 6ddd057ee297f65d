"""Runs the cells of all pages that will be read, side by side, into the cache from which MyST-NB then takes them.

MyST-NB itself runs one page after the other, each in a new kernel. The cache knows cells only and would keep figures of
old data, so what it may keep is decided here: pages whose cells would be answered as they were, by the same package. A
page that fails is left to MyST-NB, which runs it again in a kernel and reports where.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..run import run
from .freshness import asked_by_cells, files, still_answered

# What a kernel would say of itself, for the colours of code.
LANGUAGE = {"name": "python", "pygments_lexer": "ipython3"}


def _inputs() -> str:
    """A digest of what the outputs of all cells depend on, beside the cells and the answers they get."""
    versions = [importlib.metadata.version(name) for name in ("altair", "pandas", "vl-convert-python")]
    return hashlib.sha256("".join(versions).encode() + b"".join(path.read_bytes() for path in files())).hexdigest()


def _forget(cache: JupyterCacheAbstract, paths: list[Path]) -> None:
    """Removes what the cache keeps of some pages."""
    for record in cache.list_cache_records():
        if Path(record.uri) in paths:
            cache.remove_cache(record.pk)


def _known(cache: JupyterCacheAbstract, path: Path) -> bool:
    """Whether the cache holds the outputs of a page's cells as they stand."""
    try:
        cache.match_cache_notebook(read_myst_markdown_notebook(path.read_text(encoding="utf-8")))
    except KeyError:
        return False
    return True


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    config = env.mystnb_config
    inputs = _inputs()
    if getattr(env, "cell_inputs", "") != inputs:
        shutil.rmtree(config.execution_cache_path, ignore_errors=True)
        env.cell_inputs = inputs
    cache = get_cache(config.execution_cache_path)
    _forget(cache, [Path(env.doc2path(name)) for name in docnames if not still_answered(asked_by_cells(app, name))])
    pages = [Path(env.doc2path(name)) for name in docnames]
    paths = [path for path in pages if "{code-cell}" in path.read_text("utf-8") and not _known(cache, path)]
    if not paths or config.execution_mode != "cache":
        return

    def executed(path: Path) -> nbformat.NotebookNode | None:
        notebook = read_myst_markdown_notebook(path.read_text(encoding="utf-8"))
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        outputs = run([cell.source for cell in cells], path.parent, config.execution_timeout)
        for place, cell in enumerate(cells if outputs else (), 1):
            cell.execution_count = place
            cell.outputs = [nbformat.v4.new_output("display_data", **output) for output in outputs[place - 1]]
        notebook.metadata["language_info"] = LANGUAGE
        return notebook if outputs else None

    paths.sort(key=lambda path: -path.stat().st_size)  # the longest first, so that none is left to run alone
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(executed, paths))
    for path, notebook in zip(paths, results):
        if notebook:
            cache.cache_notebook_bundle(CacheBundleIn(notebook, str(path)), check_validity=False, overwrite=True)
