"""The settings of a book for Sphinx, which cannot read Jupyter Book's `_config.yml`."""

from __future__ import annotations

from pathlib import Path

from jupyter_book.config import get_final_config

OURS = ("myst_nb", "sphinx_external_toc", "explainer.site")  # the extensions that a page needs


def settings(root: Path, alone: bool = False) -> str:
    """The text of a `conf.py`; `alone` for a Sphinx beside which Jupyter Book is not installed."""
    found, _ = get_final_config(
        user_yaml=root / "_config.yml",
        sourcedir=root,
        cli_config={"external_toc_path": str(root / "_toc.yml"), "latex_individualpages": False},
    )
    if alone:
        found["extensions"] = [name for name in found["extensions"] if name in OURS]
    return "".join(f"{name} = {value!r}\n" for name, value in found.items())
