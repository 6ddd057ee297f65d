"""How a build stops: the causes come last, each with its file and line, and nothing of Python's or Sphinx's after them.

Sphinx prints a `SphinxError` as it reads. Of any other error it keeps a traceback, and asks to report it; so an error
that somebody here can mend becomes a `Refused`.
"""

from __future__ import annotations

import errno
import logging
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from filelock import FileLock, Timeout
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError, SphinxError

from ..notebook.run import give_up
from ..paths import ROOT
from .internals import hear_of_lost_files, hear_of_warnings

SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM}  # no room, or no right
LEAST = 1 << 20  # bytes that a build needs in any case; a site has twenty times as many
heard: list[str] = []  # the warnings of this build
TURN = FileLock(ROOT / "_build" / "lock")  # let go of when nothing refers to it any more


class Refused(SphinxError):
    """Stops the build, and says why: a cause a line, as `file, line N: cause`."""

    category = "The book is not built"

    def __init__(self, causes: Iterable[object]):
        super().__init__("\n".join(map(str, causes)))
        sys.stdout.flush()  # else what it still holds would come out after the causes, where both go to one file


def have_the_last_word() -> None:
    """Keeps Jupyter Book from following the causes, which Sphinx has printed, with a traceback and "Look above for the
    cause"."""
    before = sys.excepthook

    def hook(kind, error, trace) -> None:
        said = error.__cause__
        if not isinstance(said, SphinxError) or isinstance(said, ExtensionError):
            before(kind, error, trace)

    sys.excepthook = hook


def make_folders(app: Sphinx) -> None:
    """Makes the build's folders and tries to write there: Sphinx does so where no extension can say why that fails."""
    for folder in map(Path, (app.outdir, app.doctreedir)):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(bytes(LEAST))
        except OSError as error:
            raise OSError(error.errno, error.strerror, str(folder)) from error


def take_turns() -> None:
    """Waits for another build in the same folder, whose half-written files this one would read; held until the process
    ends."""
    try:
        TURN.acquire(blocking=False)
    except Timeout:
        print("Another build is at work in _build; this one begins when it ends.", file=sys.stderr, flush=True)
        TURN.acquire()


def stop_at_lost_files() -> None:
    """Makes an end where Sphinx only warns of a page that it could not write, and would publish half of it."""

    def whole(record: logging.LogRecord) -> bool:
        lost = [of_the_system(part) for part in record.args or () if isinstance(part, OSError)]
        if any(lost):
            raise Refused(lost)
        return True

    hear_of_lost_files(whole)


def hear_warnings(app: Sphinx) -> None:
    """Keeps the warnings of a build that goes on to its end though they are errors."""
    heard.clear()

    def hear(record: logging.LogRecord) -> bool:
        said = record.getMessage().removeprefix(f"{ROOT}/")  # with file:line: WARNING: before it
        heard.append(re.sub(r":(\d+): [A-Z]+: ", r", line \1: ", said, count=1))
        return True

    hear_of_warnings(app, hear)


def stop_before_writing(app: Sphinx, env: BuildEnvironment) -> None:
    """Makes an end of a build that will fail before it has written half a site over a whole one."""
    if heard:
        raise Refused(heard)


def unshown(env: BuildEnvironment) -> list[str]:
    """The roles that show no figure, as causes for which a build stops."""
    return [
        f"{env.doc2path(docname, base=False)}, line {line}: {cause}"
        for docname, roles in sorted(env.get_domain("ledger").data["unshown"].items())
        for line, cause in roles
    ]


def say_why(app: Sphinx, error: Exception | None) -> None:
    """At the end of a build that failed: puts what a reader can mend in place of the error that came of it."""
    if error or heard:
        give_up()
    if error is None and heard:
        # Here, since Sphinx would keep the pages as read, and the next build, which has nothing to read, pass.
        raise Refused(heard)
    if error is None or isinstance(error, Refused):
        return
    # An unknown claim is a warning first, and with -W that is what Sphinx stops at.
    causes = unshown(app.env) or [of_the_system(error)]
    if any(causes):
        raise Refused(causes) from error


def of_the_system(error: BaseException | None) -> str:
    """What the system refused, if that is behind an error: room, or the right to read or write."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in SYSTEM:
            name = str(error.filename or "the folder of the site").removeprefix(f"{ROOT}/")
            return f"{name}: cannot be read or written: {error.strerror}"
        error = error.__cause__ or error.__context__
    return ""
