"""The directives that print the ledger, and what is computed from it."""

from __future__ import annotations

from sphinx.application import Sphinx

from ..nodes import setup_nodes
from .arguments import ArgumentMap, Exchanges
from .calendar import Predictions, Timeline
from .claims import LedgerEntries, LedgerTable, VerdictKey
from .corrections import Corrections
from .dictionary import DataFiles, Dictionary
from .differences import AgainstTheRecord, Disagreements
from .history import History
from .part import Part, brought, is_list, printed
from .record import RecordSeries
from .sources import Cast, SourceList
from .sql import Sql, SqlEditor
from .who import WhoIsWho

PARTS: dict[str, type[Part]] = {
    "verdict-key": VerdictKey,
    "ledger-table": LedgerTable,
    "ledger-entries": LedgerEntries,
    "data-dictionary": Dictionary,
    "data-files": DataFiles,
    "sql": Sql,
    "sql-editor": SqlEditor,
    "source-list": SourceList,
    "cast": Cast,
    "timeline": Timeline,
    "predictions": Predictions,
    "argument-map": ArgumentMap,
    "exchanges": Exchanges,
    "disagreements": Disagreements,
    "against-the-record": AgainstTheRecord,
    "record-series": RecordSeries,
    "corrections": Corrections,
    "history": History,
    "who-is-who": WhoIsWho,
}
__all__ = ["PARTS", "brought", "is_list", "setup_pages"]


def setup_pages(app: Sphinx) -> None:
    setup_nodes(app, printed)
    for name, part in PARTS.items():
        app.add_directive(name, part)
