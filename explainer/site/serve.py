"""`make serve`: builds, serves, and after each save rebuilds and reloads, with sphinx-autobuild.

Jupyter Book keeps its settings in `_config.yml`, which Sphinx cannot read; they are written out for it before each
build. sphinx-autobuild reloads pages by an inline script, which our pages' policy refuses; so here it is a file,
`served.js`. It also shows what a failed build said, from `served.txt`.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import sphinx_autobuild.__main__ as autobuild
from sphinx_autobuild.build import Builder
from sphinx_autobuild.middleware import JavascriptInjectorMiddleware
from sphinx_autobuild.utils import show_message

from ..ledger.rules.contents import contents_can_be_read
from ..paths import DATA, PACKAGE, ROOT
from .refuse import Refused, of_the_system
from .settings import settings

FOLDER = ROOT / "_build" / "serve"
SITE = FOLDER / "html"
SCRIPT = b'<script src="/served.js"></script>'
NOTHING_YET = "<!doctype html><html lang=en><meta charset=utf-8><title>Not built</title><p>Nothing is built yet."


class Rebuild(Builder):
    """A build as sphinx-autobuild runs it; what it says goes to the terminal and, if it fails, to the page."""

    def __call__(self, *, changed_paths: Sequence[Path]) -> None:
        show_message("Building")
        said = _settle()
        if said:
            print(f"{Refused.category}:\n{said}", file=sys.stderr)
        said = said or _build(self.sphinx_args)
        SITE.mkdir(parents=True, exist_ok=True)
        (SITE / "served.txt").write_text(said, encoding="utf-8")
        shutil.copy(Path(__file__).parent / "web" / "served.js", SITE)
        if said and not (SITE / "404.html").exists():
            (SITE / "404.html").write_text(NOTHING_YET, encoding="utf-8")
        if not said:
            show_message(f"Serving on {self.uri}")


class Reload(JavascriptInjectorMiddleware):
    """Adds our script to each page in place of sphinx-autobuild's own."""

    def __init__(self, app, ws_url: str):
        super().__init__(app, ws_url)
        self.script = SCRIPT


def _settle() -> str:
    """Writes the settings for Sphinx; gives why that cannot be done, or ''."""
    faults = contents_can_be_read(ROOT)
    try:
        if not faults:
            (FOLDER / "conf.py").write_text(settings(ROOT), encoding="utf-8")
    except Exception as error:  # settings that are YAML and make no sense fail in one of many ways
        return f"_config.yml: {error}"
    return "\n".join(map(str, faults))


def _build(arguments: Sequence[str]) -> str:
    """Builds once, with what it says on the terminal; gives the causes of a failure, or ''."""
    command = [sys.executable, "-m", "sphinx", "build", *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8") as building:
        lines = []
        for line in building.stderr or ():
            sys.stderr.write(line)
            lines.append(line)
    if building.returncode == 0:
        return ""
    return "".join(lines).rpartition(f"{Refused.category}:")[2].strip() or "The build failed and said nothing."


def serve() -> None:
    try:
        FOLDER.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(of_the_system(error) or str(error))
    watched = [option for folder in (DATA, PACKAGE) for option in ("--watch", str(folder))]
    ignored = [option for name in ("_build", ".venv", ".git") for option in ("--ignore", str(ROOT / name / "*"))]
    # Which its `main` takes from there, and from nowhere else.
    autobuild.Builder, autobuild.JavascriptInjectorMiddleware = Rebuild, Reload
    autobuild.main(
        [str(ROOT), str(SITE), "-c", str(FOLDER), *watched, *ignored, "-W", "--keep-going", "-q", *sys.argv[1:]]
    )


if __name__ == "__main__":
    serve()
