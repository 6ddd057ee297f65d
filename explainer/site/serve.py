"""`make serve`: builds, serves and rebuilds on save, with sphinx-autobuild.

Jupyter Book keeps its settings in `_config.yml`, which Sphinx cannot read; they are written out for it once.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import sphinx_autobuild.__main__ as autobuild
from jupyter_book.config import get_final_config
from sphinx_autobuild.build import Builder
from sphinx_autobuild.utils import show_message

from ..ledger.schema import ROOT
from .refuse import of_the_system


class Rebuild(Builder):
    """A build as sphinx-autobuild runs it; but what it says of one that failed would follow the causes, which come last."""

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        show_message("Building")
        done = subprocess.run([sys.executable, "-m", "sphinx", "build", *self.sphinx_args])
        if done.returncode == 0:
            show_message(f"Serving on {self.uri}")


def settings(root: Path) -> str:
    """The settings of a book as the text of a `conf.py`."""
    found, _ = get_final_config(
        user_yaml=root / "_config.yml",
        sourcedir=root,
        cli_config={"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False},
    )
    return "".join(f"{name} = {value!r}\n" for name, value in found.items())


def serve() -> None:
    folder = ROOT / "_build" / "serve"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "conf.py").write_text(settings(ROOT), encoding="utf-8")
    except OSError as error:
        sys.exit(of_the_system(error) or str(error))
    watched = [option for name in ("data", "explainer") for option in ("--watch", str(ROOT / name))]
    ignored = [option for name in ("_build", ".venv", ".git") for option in ("--ignore", str(ROOT / name / "*"))]
    autobuild.Builder = Rebuild  # which its `main` takes from there, and from nowhere else
    autobuild.main([str(ROOT), str(folder / "html"), "-c", str(folder), *watched, *ignored, *sys.argv[1:]])


if __name__ == "__main__":
    serve()
