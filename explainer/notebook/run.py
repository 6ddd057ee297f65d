"""Runs a page's cells as a Jupyter kernel would, in a process of its own, but forked from one that is ready.

A new kernel spends longer on starting and on importing pandas and Altair than on the cells of a page. Here one process
imports them once, and each page gets a fork of it: as much to itself as a kernel, ready in hundredths of a second.
"""

from __future__ import annotations

import base64
import multiprocessing
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from ..ledger.store import published
from .exhibits import EXHIBIT

# A server of forks is reached by the path of a file, of which a system takes about a hundred letters.
FORKS = "forkserver" in multiprocessing.get_all_start_methods() and len(tempfile.gettempdir()) < 70
CONTEXT: Any = multiprocessing.get_context("forkserver" if FORKS else "spawn")
if FORKS:
    # What each fork would else import itself: the program that was started, and what cells draw with.
    CONTEXT.set_forkserver_preload(["__main__", __name__, "explainer.charts.forms", "explainer.notebook"])
QUIET = Config(HistoryManager={"enabled": False})
OURS = __name__.partition(".")[0]

T = TypeVar("T")
Output = dict[str, Any]  # as nbformat has it


@dataclass
class Ran:
    """What came of a page's cells."""

    outputs: list[list[Output]] = field(default_factory=list)  # of each cell
    asked: dict[str, str] = field(default_factory=dict)  # of the ledger, with digests of its answers
    error: str = ""  # what a cell failed of
    cell: int = 0  # the one that did, from 0
    line: int = 0  # and its line, from 1; 0 if it is not known


def get_ready() -> None:
    """Starts the process to fork from: its imports take half a second, in which there is other work."""
    if FORKS:
        from multiprocessing import forkserver

        forkserver.ensure_running()


def run(cells: list[str], folder: Path, timeout: float) -> Ran:
    """Runs cells one after the other with `folder` as the working directory, for at most `timeout` seconds.

    A cell fails if it raises, or warns: readers should never see Python talk to itself.
    """
    receiver, sender = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_run, args=(cells, folder, sender), daemon=True)
    process.start()
    sender.close()  # the process has its own; while one were open here, its death would go unnoticed
    ran = Ran()
    try:
        while receiver.poll(timeout):
            ran = receiver.recv()
            if ran.error or len(ran.outputs) == len(cells):
                return ran
        said = f"the cells of this page ran for more than {timeout:g} seconds"
    except EOFError:
        said = "the process that ran it died"
    finally:
        process.kill()
        process.join()
    return Ran(error=said, cell=len(ran.outputs))


def aside(work: Callable[..., T], *arguments) -> Future[T]:
    """Work for another core while Sphinx, which reads and writes page after page, uses one."""
    return _pool().submit(work, *arguments)


def give_up() -> None:
    """Ends what is at work aside for a build that has failed: its end would else wait for that."""
    for process in multiprocessing.active_children():
        process.terminate()
    if _pool.cache_info().currsize:
        # With its processes gone the pool is closed at once. Were that left to the end of the program, Python 3.11
        # could write to a pipe that it just then closed, and put a traceback behind the causes.
        _pool().shutdown(cancel_futures=True)
        _pool.cache_clear()


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max(1, (os.cpu_count() or 1) - 1), mp_context=CONTEXT)


def _run(cells: list[str], folder: Path, sender) -> None:
    """Sends how far it has come after each cell, lest it be unknown at which one it dies."""
    os.chdir(folder)
    sys.path.insert(0, str(folder))  # as a kernel has it
    shell = InteractiveShell.instance(config=QUIET)
    ran = Ran()
    for cell, source in enumerate(cells):
        shown, printed, warned, error = _execute(shell, source)
        if error:
            return sender.send(Ran(error=_words(error), cell=cell, line=_line(error, source)))
        if warned:
            return sender.send(Ran(error=f"it warns: {warned.strip().splitlines()[0]}", cell=cell))
        outputs: list[Output] = []
        if printed:
            outputs.append({"output_type": "stream", "name": "stdout", "text": printed})
        outputs += [
            {"output_type": "display_data", "data": _wanted(output["data"]), "metadata": output["metadata"] or {}}
            for output in shown
        ]
        ran.outputs.append(outputs)
        ran.asked = dict(published().asked)
        sender.send(ran)


def _execute(shell: InteractiveShell, source: str) -> tuple[list[Output], str, str, BaseException | None]:
    """Runs a cell: what it showed, what it printed, of what it warned, and what it failed of.

    IPython promises none of the hooks that this takes; tests/engine/test_run.py says if they change.
    """
    shell.display_pub = CapturingDisplayPublisher()
    shown = shell.display_pub.outputs
    shell.display_trap.hook = CapturingDisplayHook(shell, shown)
    with capture_output(display=False) as said:
        result = shell.run_cell(source)
    return shown, said.stdout, said.stderr, result.error_before_exec or result.error_in_exec


def _wanted(data: dict[str, Any]) -> dict[str, Any]:
    """What is shown without the HTML that stands alone, where the site makes its own of the rest."""
    return {
        kind: base64.b64encode(value).decode() if isinstance(value, bytes) else value
        for kind, value in data.items()
        if kind != "text/html" or EXHIBIT not in data
    }


def _words(error: BaseException) -> str:
    """What an error says; one of our own says enough without its name."""
    kind = type(error)
    return str(error) if kind.__module__.startswith(f"{OURS}.") else f"{kind.__name__}: {error}"


def _line(error: BaseException, source: str) -> int:
    """The line of a cell at which it failed, though it be in a function that the line calls."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename.startswith("<ipython-input-")]
    line = error.lineno or 0 if isinstance(error, SyntaxError) else next(iter(lines), 0)
    return line and line + len(source) - len(source.lstrip("\n"))  # IPython leaves out empty lines at the top
