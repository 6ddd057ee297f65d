"""Runs the cells of all pages that will be read, side by side, into the cache from which MyST-NB then takes them.

MyST-NB itself runs one page after the other. The cache is emptied first: it knows cells only, and would keep figures of
old data; which pages to run again is Sphinx's to say, and `freshness`'s. A page that fails is left to MyST-NB, which runs
it again and reports where.
"""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from jupyter_cache.executors.utils import ExecutionResult, single_nb_execution
from myst_nb.core.read import read_myst_markdown_notebook
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def run_pages(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    config = env.mystnb_config
    shutil.rmtree(config.execution_cache_path, ignore_errors=True)
    paths = [
        path for path in (Path(env.doc2path(name)) for name in docnames) if "{code-cell}" in path.read_text("utf-8")
    ]
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
    cache = get_cache(config.execution_cache_path)
    for path, result in results.items():
        if result.err is None:
            cache.cache_notebook_bundle(CacheBundleIn(result.nb, str(path)), check_validity=False, overwrite=True)
