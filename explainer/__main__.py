"""The ledger on the command line: `python -m explainer check`, `contents`, `tidy`, `uses`, `fresh`, `verify FOLDER`;
and what the engine says on a page, to be translated: `messages`, or `messages LANGUAGE`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from .ledger.check import check, folded, read_all
from .ledger.rows import Fault, Row
from .ledger.rules import Book
from .ledger.rules.contents import contents_can_be_read
from .ledger.rules.seals import MADE_BY_VERIFY
from .ledger.schema import Schema
from .ledger.tidy import tidy
from .ledger.verify import verify, write_seals
from .ledger.vocabulary import GRADES
from .paths import DATA, DESCRIPTOR, ROOT

WORDS = {
    "check": "refuse bad data",
    "contents": "refuse a table of contents or settings that cannot be read",
    "tidy": "rewrite the tables in canonical form",
    "uses": "which claims the pages of the last build use, and why the others are left to the ledger",
    "fresh": "what has grown old since the newest check, and is to be looked up again",
    "verify": "compare the ledger with the originals",
    "messages": "what the engine says on a page, to be translated; of a language: its catalogue, made or renewed",
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="explainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in WORDS.items():
        command = commands.add_parser(name, help=words)
        if name == "messages":
            command.add_argument(
                "language", nargs="?", help="of the catalogue in locale/ to make or to renew: fr, pt_BR"
            )
            continue
        command.add_argument("--data", type=Path, default=DATA, help="folder of the ledger")
        if name == "verify":
            command.add_argument("originals", type=Path, help="folder that holds the originals")
    options = parser.parse_args(arguments)
    if options.command == "contents":
        faults = contents_can_be_read(options.data.resolve().parent)
        return _refuse(faults) if faults else 0
    if options.command == "messages":
        return _messages(options.language)
    if options.command == "tidy":
        if not (options.data / DESCRIPTOR).exists():
            print(f"{options.data}: no ledger, for it has no {DESCRIPTOR}; nothing was rewritten", file=sys.stderr)
            return 1
        rewritten = tidy(options.data)
        if rewritten:
            print(f"rewritten: {', '.join(rewritten)}")
        unreadable = read_all(Schema(options.data))[1]
        if unreadable:
            return _refuse(unreadable)
        if not rewritten:
            print("all tables are tidy already")
        return 0

    faults = check(options.data)
    if options.command == "verify":
        faults = [fault for fault in faults if fault.allowed not in MADE_BY_VERIFY]
    if faults:
        return _refuse(faults)
    if options.command == "check":
        print(_counts(options.data))
        return 0
    if options.command == "uses":
        from .ledger.coverage import coverage
        from .ledger.store import Ledger  # pandas, wanted only here

        print(coverage(Ledger(options.data), options.data.resolve().parent))
        return 0

    if options.command == "fresh":
        print(_grown_old(options.data))
        return 0

    report = verify(options.data, options.originals)
    if report.faults:
        return _refuse(report.faults)
    print(
        f"{report.sources} originals match their checksums; {report.phrases} evidence phrases stand verbatim in their "
        f"paragraphs; {report.tokens} digit tokens: {report.in_claims} in claims, {report.excluded} excluded, "
        "0 left over"
    )
    print("evidence sealed anew" if write_seals(options.data) else "evidence sealed already")
    return 0


def _grown_old(folder: Path) -> str:
    import pandas as pd

    from .ledger.ageing import grown_old
    from .ledger.calendar import today
    from .ledger.store import Ledger

    ledger, now = Ledger(folder), pd.Timestamp.today().normalize()
    lines = [f"The newest check is of {today(ledger):%Y-%m-%d}. Grown old by {now:%Y-%m-%d}:"]
    for kind, found in grown_old(ledger, now).items():
        lines += [f"{kind}: {len(found) or 'none'}", *(f"  {each}" for each in found)]
    return "\n".join(lines)


def _messages(language: str | None) -> int:
    from .words.extract import counted, renew, template, text_of  # Babel's extractors, wanted only here
    from .words.messages import BadCatalogue

    if language is None:
        print(text_of(template()), end="")
        return 0
    try:
        path, catalogue = renew(language)
    except BadCatalogue as error:
        print(error, file=sys.stderr)
        return 1
    messages, missing = counted(catalogue)
    print(f"{path.relative_to(ROOT)}: {messages} messages; {missing} are without a translation, and printed in English")
    return 0


def _refuse(faults: list[Fault]) -> int:
    for line in folded(faults):
        print(line, file=sys.stderr)
    print(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}", file=sys.stderr)
    return 1


def _counts(folder: Path) -> str:
    schema = Schema(folder)
    book = Book(schema, read_all(schema)[0], folder)
    sizes = ", ".join(f"{len(rows)} {name.replace('_', ' ')}" for name, rows in book.rows.items())
    verdicts = Counter(check["verdict"] for check in book.rows["checks"])
    judged = ", ".join(f"{verdicts[name]} {name}" for name in book.vocabulary.verdicts)
    figures = [claim for claim in book.rows["claims"] if claim["low"]]
    dated = sum(claim["unit"] == "date" for claim in figures)
    noted = [claim for claim in figures if claim["figure_note"]]
    noted_dates = sum(claim["unit"] == "date" for claim in noted)
    grades = Counter(_grade(value, book) for value in book.rows["record"])
    noted_values = sum(bool(value["figure_note"]) for value in book.rows["record"])
    values, firm = sum(grades.values()), grades["primary"] + grades["press"]
    record = (
        f"\n{values} values on record in {len(book.rows['series'])} series: "
        + ", ".join(f"{grades[grade]} {grade}" for grade in GRADES)
        + f"; {100 * firm / max(values, 1):.0f}% rest on a primary or a press page; {values - noted_values} stand in "
        f"the words quoted for them, {noted_values} follow from them by a stated reason"
    )
    return (
        f"{sizes}\n{judged}\n{len(figures) - dated - len(noted) + noted_dates} of {len(figures) - dated} figures and "
        f"{dated - noted_dates} of {dated} dates follow from their phrases; {len(noted)} by a stated reason{record}"
    )


def _grade(value: Row, book: Book) -> str:
    """The grade of a value's best page."""
    return min((book.references[item]["grade"] for item in value.items("reference_ids")), key=GRADES.index)


if __name__ == "__main__":
    sys.exit(main())
