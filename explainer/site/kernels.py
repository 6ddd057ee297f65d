"""Runs the cells of all pages that will be read, side by side, into the cache from which MyST-NB then takes them.

MyST-NB itself runs one page after the other. The cache knows cells only and would keep figures of old data, so what it
may keep is decided here: pages whose cells would be answered as they were, by the same package. A page that fails is left
to MyST-NB, which runs it again and reports where.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .freshness import asked_by_cells, files, still_answered


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
    if getattr(env, "kernel_inputs", "") != inputs:
        shutil.rmtree(config.execution_cache_path, ignore_errors=True)
        env.kernel_inputs = inputs
    cache = get_cache(config.execution_cache_path)
    _forget(cache, [Path(env.doc2path(name)) for name in docnames if not still_answered(asked_by_cells(app, name))])
    pages = [Path(env.doc2path(name)) for name in docnames]
    paths = [path for path in pages if "{code-cell}" in path.read_text("utf-8") and not _known(cache, path)]
    if len(paths) < 2 or config.execution_mode != "cache":
        return  # nothing to run beside it

    def run(path: Path) -> ExecutionResult:
        notebook = read_myst_markdown_notebook(path.read_text(encoding="utf-8"))
        # Nothing waits for a kernel that has said all it has to say.
        return single_nb_execution(
            notebook, str(path.parent), config.execution_timeout, allow_errors=False, shutdown_kernel="immediate"
        )

    paths.sort(key=lambda path: -path.stat().st_size)  # the longest first, so that none is left to run alone
    with ThreadPoolExecutor(
        (os.cpu_count() or 1) + 1
    ) as pool:  # one more than cores: a kernel waits a lot as it starts
        running = pool.map(run, paths)
        app.builder.assets.write(Path(app.outdir))  # meanwhile: bundling Vega takes a second
        results = dict(zip(paths, running))
    for path, result in results.items():
        if result.err is None:
            cache.cache_notebook_bundle(CacheBundleIn(result.nb, str(path)), check_validity=False, overwrite=True)
