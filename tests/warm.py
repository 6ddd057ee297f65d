"""Builds a copied book in a fork of a process that has imported Sphinx and the rest already: half the time of a small build.

Our own package is not among what it has imported: each book brings its copy. Run as a program it is that process, which
reads what to build on its stdin, a line each, and answers with the exit code.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path

IMPORTS = (
    "babel.numbers", "bs4", "IPython.core.interactiveshell", "jsonschema", "jupyter_book.cli.main", "nbformat",
    "myst_nb.sphinx_ext", "pandas", "sphinx.builders.html", "sphinx_external_toc", "vl_convert",
)  # fmt: skip


def jupyter_book(
    book: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Runs `jupyter-book` with these arguments in the folder of a book, as its program would."""
    server = _server()
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("stdout", "stderr")]
        request = [str(book), arguments, environment, *map(str, said)]
        server.stdin.write(f"{json.dumps(request)}\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(arguments, code, *(path.read_text(encoding="utf-8") for path in said))


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    from frictionless import system
    from sphinx.application import builtin_extensions

    for name in (*IMPORTS, *builtin_extensions):
        import_module(name)
    assert system.plugins  # frictionless loads most of itself only as it looks for them
    sys.path.pop(0)  # the folder of this file
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return _build(*json.loads(line))  # and comes to its end as any program does
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _build(book: str, arguments: list[str], environment: dict[str, str], *said: str) -> None:
    signal.alarm(300)
    for number, path in enumerate((os.devnull, *said)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    os.chdir(book)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["jupyter-book", *arguments]
    sys.path.insert(0, book)
    from jupyter_book.cli.main import main

    main()


if __name__ == "__main__":
    _serve()
