"""Runs a page's cells as a Jupyter kernel would, in a process of its own, but forked from one that is ready.

A new kernel spends longer on starting and on importing pandas and Altair than on the cells of a page. Here one process
imports them once, and each page gets a fork of it: as much to itself as a kernel, ready in hundredths of a second.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

# A server of forks is reached by the path of a file, of which a system takes about a hundred letters.
FORKS = "forkserver" in multiprocessing.get_all_start_methods() and len(tempfile.gettempdir()) < 70
CONTEXT = multiprocessing.get_context("forkserver" if FORKS else "spawn")
if FORKS:
    # What each fork would else import itself: the program that was started, and what cells draw with.
    CONTEXT.set_forkserver_preload(["__main__", __name__, "explainer.draw", "explainer.render"])
QUIET = Config(HistoryManager={"enabled": False})

T = TypeVar("T")
Output = dict[str, dict]  # `data` by media type, and `metadata`: what nbformat calls display data


def get_ready() -> None:
    """Starts the process to fork from: its imports take half a second, in which there is other work."""
    if FORKS:
        from multiprocessing import forkserver

        forkserver.ensure_running()


def run(cells: list[str], folder: Path, timeout: float) -> list[list[Output]] | None:
    """The outputs of each cell, run one after the other with `folder` as the working directory.

    None if these cells need a real kernel or somebody's eye: one fails, prints, warns or shows anything but text, the
    process dies, or it takes more than `timeout` seconds.
    """
    receiver, sender = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_run, args=(cells, folder, sender), daemon=True)
    process.start()
    sender.close()  # the process has its own; while one were open here, its death would go unnoticed
    try:
        return receiver.recv() if receiver.poll(timeout) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def aside(work: Callable[..., T], *arguments) -> Future[T]:
    """Work for another core while Sphinx, which reads and writes page after page, uses one."""
    return _pool().submit(work, *arguments)


def give_up() -> None:
    """Ends what is at work aside for a build that has failed: its end would else wait for that."""
    for process in multiprocessing.active_children():
        process.terminate()
    if _pool.cache_info().currsize:
        # With its processes gone the pool is closed at once. Were that left to the end of the program, Python 3.11 could
        # write to a pipe that it just then closed, and put a traceback behind the causes.
        _pool().shutdown(cancel_futures=True)
        _pool.cache_clear()


@cache
def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max(1, (os.cpu_count() or 1) - 1), mp_context=CONTEXT)


def _run(cells: list[str], folder: Path, sender) -> None:
    os.chdir(folder)
    shell = InteractiveShell.instance(config=QUIET)
    outputs = []
    for source in cells:
        shell.display_pub = CapturingDisplayPublisher()
        shown = shell.display_pub.outputs
        shell.display_trap.hook = CapturingDisplayHook(shell, shown)
        with capture_output(display=False) as said:
            result = shell.run_cell(source)
        texts = [text for output in shown for text in output["data"].values()]
        if not result.success or said.stdout or said.stderr or not all(isinstance(text, str) for text in texts):
            return sender.send(None)
        outputs.append([{"data": output["data"], "metadata": output["metadata"] or {}} for output in shown])
    sender.send(outputs)
