"""The Sphinx extension of the book. It checks the ledger before it loads the rest, which trusts what it reads."""

from __future__ import annotations

import gc
from typing import Any

from sphinx.application import Sphinx

from .. import __version__
from ..ledger.check import check, folded
from ..paths import DATA
from ..words.messages import BadCatalogue, edition
from .refuse import Refused, have_the_last_word, make_folders, of_the_system, take_turns


def setup(app: Sphinx) -> dict[str, Any]:
    gc.disable()  # a build ends within seconds; to go through its growing trees time and again took almost one of them
    have_the_last_word()
    try:
        faults = check(DATA)  # here, since no build can leave this out, and before a page is read or a file written
        if faults:
            raise Refused(folded(faults))
        make_folders(app)
        edition()
        take_turns()
        from .extension import connect  # only now: to load it is to read the ledger

        connect(app)
    except BadCatalogue as error:
        raise Refused([error]) from error
    except OSError as error:
        raise Refused([of_the_system(error) or error]) from error
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
