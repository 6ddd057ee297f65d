"""`make serve`: builds, serves and rebuilds on save, with sphinx-autobuild.

Jupyter Book keeps its settings in `_config.yml`, which Sphinx cannot read; they are written out for it once.
"""

from __future__ import annotations

import sys

from jupyter_book.config import get_final_config
from sphinx_autobuild.__main__ import main

from ..ledger.schema import ROOT


def serve() -> None:
    settings, _ = get_final_config(
        user_yaml=ROOT / "_config.yml",
        sourcedir=ROOT,
        cli_config={"external_toc_path": str(ROOT / "_toc.yml"), "latex_individualpages": False},
    )
    folder = ROOT / "_build" / "serve"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(
        "".join(f"{name} = {value!r}\n" for name, value in settings.items()), encoding="utf-8"
    )
    watched = [option for name in ("data", "explainer") for option in ("--watch", str(ROOT / name))]
    ignored = [option for name in ("_build", ".venv", ".git") for option in ("--ignore", str(ROOT / name / "*"))]
    main([str(ROOT), str(folder / "html"), "-c", str(folder), *watched, *ignored, *sys.argv[1:]])


if __name__ == "__main__":
    serve()
