"""Runs a program in a copied book in a fork of a process that has imported Sphinx and the rest: half the time of a small build.

Our own package is not among what it has imported: each book brings its copy. Run as a program it is that process, which
reads what to run on its stdin, a line each, and answers with the exit code.
"""

from __future__ import annotations

import atexit
import json
import multiprocessing.util
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path

IMPORTS = (
    "altair", "babel.numbers", "bs4", "IPython.core.interactiveshell", "jsonschema", "jupyter_book.cli.main", "nbformat",
    "myst_nb.sphinx_ext", "pandas", "sphinx.builders.html", "sphinx.cmd.build", "sphinx_external_toc", "vl_convert",
)  # fmt: skip


PROGRAMS = {
    "jupyter-book": "jupyter_book.cli.main",
    "sphinx-build": "sphinx.cmd.build",
    "explainer": "explainer.__main__",
}


def run(book: Path, command: tuple[str, ...], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Runs one of `PROGRAMS` with its arguments in the folder of a book, as if it had been started there."""
    server = _server()
    with tempfile.TemporaryDirectory() as folder:
        said = [Path(folder, name) for name in ("stdout", "stderr")]
        request = [str(book), command, environment, *map(str, said)]
        server.stdin.write(f"{json.dumps(request)}\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return subprocess.CompletedProcess(command, code, *(path.read_text(encoding="utf-8") for path in said))


@cache
def _server() -> subprocess.Popen[str]:
    server = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    atexit.register(server.communicate)
    return server


def _serve() -> None:
    import nbformat
    from frictionless import system
    from sphinx.application import builtin_extensions

    for name in (*IMPORTS, *builtin_extensions):
        import_module(name)
    assert system.plugins  # frictionless loads most of itself only as it looks for them
    nbformat.v4.new_notebook()  # which makes a program of its schema
    sys.path.pop(0)  # the folder of this file
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            return _run(*json.loads(line))  # and comes to its end as any program does
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _fork(path: bytes, arguments: list[bytes], passed: list[int]) -> int:
    """Stands in for `multiprocessing`'s way to start its server: a fork has imported already what cells draw with."""
    child = os.fork()
    if child:
        return child
    for name in os.listdir("/dev/fd"):
        if int(name) > 2 and int(name) not in passed:
            with suppress(OSError):
                os.close(int(name))
    with suppress(SystemExit):  # by which it ends
        exec(arguments[-1], {"__name__": "__main__"})
    os._exit(0)


def _run(book: str, command: list[str], environment: dict[str, str], *said: str) -> None:
    multiprocessing.util.spawnv_passfds = _fork
    signal.alarm(300)
    for number, path in enumerate((os.devnull, *said)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    os.chdir(book)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    sys.path.insert(0, book)
    sys.exit(import_module(PROGRAMS[command[0]]).main())


if __name__ == "__main__":
    _serve()
