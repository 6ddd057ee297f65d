"""The ledger on the command line: `python -m explainer check`, `… uses` and `… verify FOLDER`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from .ledger.check import check
from .ledger.rows import Fault, read
from .ledger.schema import DATA, Schema
from .ledger.verify import verify, write_seal


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="explainer", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in (
        ("check", "refuse bad data"),
        ("uses", "which claims the pages of the last build use, and why the others are left to the ledger"),
        ("verify", "compare the ledger with the originals"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument("--data", type=Path, default=DATA, help="folder of the ledger")
        if name == "verify":
            command.add_argument("originals", type=Path, help="folder that holds the five originals")
    options = parser.parse_args(arguments)

    faults = check(options.data)
    if options.command == "verify":
        # A phrase not yet sealed is what verify is for; any other fault comes first.
        faults = [fault for fault in faults if "never verified" not in fault.found]
    if faults:
        return _refuse(faults)
    if options.command == "check":
        print(_counts(options.data))
        return 0
    if options.command == "uses":
        from .ledger.store import Ledger  # pandas, wanted only here
        from .uses import coverage

        print(coverage(Ledger(options.data), options.data.resolve().parent))
        return 0

    report = verify(options.data, options.originals)
    if report.faults:
        return _refuse(report.faults)
    print(
        f"{report.sources} originals match their checksums; {report.phrases} evidence phrases stand verbatim in their "
        f"paragraphs; {report.tokens} digit tokens: {report.in_claims} in claims, {report.excluded} excluded, 0 left over"
    )
    print("evidence sealed anew" if write_seal(options.data) else "evidence sealed already")
    return 0


def _refuse(faults: list[Fault]) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} fault{'s' if len(faults) > 1 else ''} in the ledger", file=sys.stderr)
    return 1


def _counts(folder: Path) -> str:
    schema = Schema(folder)
    rows = {table.name: read(folder, table) for table in schema.tables.values()}
    sizes = ", ".join(f"{len(found)} {name}" for name, found in rows.items())
    verdicts = Counter(row["verdict"] for row in rows["checks"])
    judged = sum(verdicts.values()) - verdicts["unverified"]
    order = schema.vocabulary("checks", "verdict")
    return (
        f"{sizes}\n"
        + ", ".join(f"{verdicts[v]} {v}" for v in order)
        + f"; {judged} claims with a verdict other than unverified"
    )


if __name__ == "__main__":
    sys.exit(main())
