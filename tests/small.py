"""A ledger of a dozen claims on a railway that never was, so that rules are tested on rows one can see at once.

It has the schema and the vocabulary of the published ledger, a German and an English source, and a few rows of each
table. `Small` writes it into a folder where a test may spoil it.
"""

from __future__ import annotations

import csv
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from explainer.ledger.check import against_schema, read_all, unknown_ids
from explainer.ledger.rules import Book, check
from explainer.ledger.schema import Schema
from explainer.ledger.verify import write_seals
from explainer.ledger.vocabulary import TABLES as VOCABULARY
from explainer.paths import DATA, DESCRIPTOR

SHA = {"anzeiger-1846": "a" * 64, "gazette-1847": "b" * 64}
OPENED, CHECKED = "2026-01-10", "2026-01-11"

TABLES = {
    "sources": [
        f"anzeiger-1846,anzeiger.txt,{SHA['anzeiger-1846']},900,6,The line to the north,the Anzeiger,Anzeiger,,anzeiger,1846-05-02,dateline,de,,none,The line will pay.,It sells tickets.",
        f"gazette-1847,gazette.txt,{SHA['gazette-1847']},800,5,A second look,the Gazette,Gazette,A. Clerk,gazette,1847-03,dateline,en,,none,The line will not pay.,It sells papers.",
    ],
    "claims": [
        'line-cost-az,anzeiger-1846,2,"Die Linie kostet 4,5 Millionen Dollar",the line costs 4.5 million dollars,rail-co,north-line,capex,,4500000,,USD,once,,,reported,anzeiger,spending,',
        "engine-order-az,anzeiger-1846,2,Lokomotiven für Milliarden von Dollar,engines for billions of dollars,rail-co,engine-works,contract-value,order,1000000000,,USD,once,,,reported,anzeiger,spending,",
        "freight-cost-az,anzeiger-1846,3,Frachtkosten um über 50 % zu senken,to cut freight costs by over 50 percent,north-line,,cost-change,over,-50,,percent,once,,,reported,anzeiger,efficiency,",
        "traffic-share-az,anzeiger-1846,3,ein Anteil von fast 70 %,a share of nearly 70 percent,rail-co,,market-share,nearly,70,,percent,stock,1845-01-01,1845-12-31,reported,anzeiger,markets,",
        "line-power-az,anzeiger-1846,4,mit 2 bis 3 Gigawatt geplant,planned with 2 to 3 gigawatts,rail-co,engine-works,power-capacity,,2,3,GW,once,,,plan,anzeiger,energy,",
        "opening-day-az,anzeiger-1846,4,Am 3. April 1846 eröffnet,opened on 3 April 1846,north-line,rail-co,event-date,,1846-04-03,,date,,,,reported,anzeiger,history,",
        "traffic-growth-az,anzeiger-1846,5,Verkehr um das Zehnfache gestiegen,traffic rose tenfold,north-line,,token-growth,,10,,ratio,year,1845-01-01,1845-12-31,reported,engineer,markets,",
        "pays-az,anzeiger-1846,6,die Linie werde sich lohnen,the line would pay,north-line,,statement,,,,,,,,opinion,engineer,bubble,",
        "second-line-gz,gazette-1847,2,the second largest line of the land,the second largest line,north-line,,rank,,2,,rank,stock,,,reported,gazette,markets,",
        "riders-gz,gazette-1847,3,over 200 thousand users,over 200 thousand users,north-line,,users,over,200000,,people,stock,,,reported,gazette,markets,",
        "debt-due-gz,gazette-1847,4,due within 12 months,due within 12 months,rail-co,,duration,up-to,12,,months,once,1847-03-01,1848-03-01,forecast,gazette,bubble,",
        "cost-again-gz,gazette-1847,5,half as much again,half as much again as planned,rail-co,north-line,capex,,6750000,,USD,once,,,reported,gazette,spending,The phrase counts from the sum of the year before.",
    ],
    "checks": [
        f"line-cost-az,confirmed,about,4500000,,USD,The accounts have USD 4.5 million too.,accounts-1846,{CHECKED}",
        f"engine-order-az,garbled,order,1000000,,USD,The works booked millions of dollars.,accounts-1846;almanac-1847,{CHECKED}",
        f"freight-cost-az,imprecise,about,-40,,percent,Rates fell by about 40 percent.,almanac-1847,{CHECKED}",
        f"traffic-share-az,contradicted,,55,,percent,By two counts it was 55 percent.,accounts-1846;almanac-1847,{CHECKED}",
        f"line-power-az,confirmed,,2,3,GW,The plan has 2 to 3 GW.,accounts-1846,{CHECKED}",
        f"opening-day-az,imprecise,,1846-04-05,,date,It was opened on 5 April 1846.,almanac-1847,{CHECKED}",
        f"traffic-growth-az,unverified,,,,,Nothing was found.,,{CHECKED}",
        f"pays-az,inconsistent,,,,,The source itself doubts it in the same sentence.,,{CHECKED}",
        f"second-line-gz,confirmed,,2,,rank,Second by length.,almanac-1847,{CHECKED}",
        f"riders-gz,confirmed,,204000,,people,The accounts count 204 thousand people.,accounts-1846,{CHECKED}",
        f"debt-due-gz,confirmed,,1,,years,Paid after 1 year.,almanac-1847,{CHECKED}",
        f"cost-again-gz,unverified,,,,,Nothing was found.,,{CHECKED}",
    ],
    "references": [
        f"accounts-1846,Rail Co,Accounts of 1846,1847,https://example.org/accounts,primary,,original,{OPENED},,",
        f"almanac-1847,Almanac,Railways of the year,1847-12-31,https://example.org/almanac,press,,copy,{OPENED},,",
    ],
    "series": [
        "takings,revenue,What does the line take in?,revenue,USD,year,Fares and freight of a year.,,line-cost-az,3,",
        "takings-by-quarter,revenue,What does it take in each quarter?,revenue,USD,quarter,Fares and freight.,,it-pays-az,3,takings",
    ],
    "record": [
        f"takings-1845,takings,rail-co,1845-01-01,1845-12-31,,4000000,,actual,,Rail Co,took 4.0 million,,accounts-1846,{CHECKED}",
        f"takings-1846,takings,rail-co,1846-01-01,1846-12-31,,6000000,,actual,,Rail Co,took 6.0 million,,accounts-1846,{CHECKED}",
        f"takings-1847,takings,rail-co,1847-01-01,1847-12-31,about,7000000,8000000,plan,1846-12,Rail Co,to take 7 to 8,,almanac-1847,{CHECKED}",
        *(
            f"takings-1846q{n},takings-by-quarter,rail-co,1846-{first},1846-{last},,{low},,actual,,Rail Co,{low},,accounts-1846,{CHECKED}"
            for n, first, last, low in (
                (1, "01-01", "03-31", 1000000), (2, "04-01", "06-30", 1500000), (3, "07-01", "09-30", 1700000),
                (4, "10-01", "12-31", 1800000),
            )
        ),
    ],
    "entities": [
        "rail-co,Rail Co,company,GB,builds the line", "engine-works,Engine Works,company,GB,builds engines",
        "north-line,North Line,place,GB,the railway", "engineer,The engineer,person,GB,chief engineer",
        "anzeiger,Anzeiger,publication,DE,a paper", "gazette,Gazette,publication,GB,a paper",
    ],
    "events": [
        "line-opened-az,1846-04-03,,day,happened,The line is opened,anzeiger-1846,4,north-line;rail-co,opening-day-az,history",
        "line-power-planned-az,1850-01-01,1850-12-31,year,planned,Power for the line,anzeiger-1846,4,rail-co,line-power-az,energy",
    ],
    "developments": [
        f"harbour-reached,1847-05-03,,day,happened,The line reaches the harbour,north-line,history,it-pays-az,the line was opened to the harbour,almanac-1847,,{CHECKED}",
    ],
    "predictions": [
        "line-power,line-power-az,The line gets its power.,1850-12-31,record,by the plan,the accounts,met,It did.,accounts-1846",
        "debt-paid,debt-due-gz,The debt is paid.,1848-03-01,source,within a year,the accounts,open,Not yet.,",
    ],
    "deals": [
        "engines,rail-co,engine-works,other,engine-order-az,line-power-az,,1846-01-01,1847-12-31,signed,engines for the line",
        "shares,engine-works,rail-co,equity,,,,,,reported,shares for engines",
    ],
    "arguments": [
        "it-pays-az,bubble,returns,build-out,The line pays.,engineer,anzeiger-1846,6,pays-az,",
        "it-does-not-gz,bubble,returns,bubble,It does not pay.,gazette,gazette-1847,5,cost-again-gz,it-pays-az",
        "grow-az,bubble,demand,build-out,Traffic grows.,engineer,anzeiger-1846,5,traffic-growth-az,",
    ],
    "disagreements": ["cost,What does the line cost?,line-cost-az;cost-again-gz,It cost more than planned."],
    "exclusions": ["anzeiger-1846,1,01,section-number", "gazette-1847,1,2,restated"],
    "corrections": [],
}  # fmt: skip
DIGESTS = {
    "anzeiger-1846": [("2", "line-cost-az, engine-order-az"), ("3", "freight-cost-az, traffic-share-az"), ("4", "line-power-az, opening-day-az"), ("5", "traffic-growth-az"), ("6", "pays-az")],
    "gazette-1847": [("2", "second-line-gz"), ("3", "riders-gz"), ("4", "debt-due-gz"), ("5", "cost-again-gz")],
}  # fmt: skip


class Spoilt:
    """A ledger in a folder of its own, which a test may spoil: `data/`, `seeds/`, and the pages of entries."""

    def __init__(self, root: Path):
        self.root, self.data, self.seeds = root, root / "data", root / "seeds"

    def rows(self, table: str) -> list[list[str]]:
        with (self.data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def write(self, table: str, rows: list[list[str]]) -> None:
        """Writes a table, and the number of its rows where the schema counts them."""
        with (self.data / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        descriptor = json.loads((self.data / DESCRIPTOR).read_text(encoding="utf-8"))
        resource = next(resource for resource in descriptor["resources"] if resource["name"] == table)
        if resource.get("rows", len(rows) - 1) != len(rows) - 1:
            resource["rows"] = len(rows) - 1
            (self.data / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")

    def add(self, table: str, **cells: str) -> int:
        """Adds a row, whose other cells are those of the first; returns its line."""
        header, first, *rest = self.rows(table)
        self.write(table, [header, first, *rest, list((dict(zip(header, first)) | cells).values())])
        return len(rest) + 3

    def line(self, table: str, where: Callable[[dict[str, str]], bool] | str | None = None) -> int:
        """The line of the first row that fits, or of the row with an id."""
        header, *rows = self.rows(table)
        fits = (lambda row: row[header[0]] == where) if isinstance(where, str) else where
        return next(n for n, row in enumerate(rows, 2) if fits is None or fits(dict(zip(header, row))))

    def cell(self, table: str, line: int, column: str, value: str) -> None:
        rows = self.rows(table)
        rows[line - 1][rows[0].index(column)] = value
        self.write(table, rows)

    def text(self, table: str, edit: Callable[[str], str]) -> None:
        path = self.data / f"{table}.csv"
        path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")

    def faults(self) -> list:
        """The faults of ids and rules alone, which take no time."""
        schema = Schema(self.data)
        rows, unreadable = read_all(schema)
        return unreadable or [*unknown_ids(schema, rows), *check(Book(schema, rows, self.data))]

    def unfit(self, table: str) -> list:
        """The faults of one table against its schema, which takes a twentieth of the time of all."""
        schema = Schema(self.data)
        rows, unreadable = read_all(schema)
        schema.descriptor["resources"] = [each for each in schema.descriptor["resources"] if each["name"] == table]
        return unreadable or against_schema(schema, rows)

    def seal(self) -> None:
        """Seals the ledger as it stands, as `make verify` would."""
        write_seals(self.data)


@cache
def _files() -> dict[str, bytes]:
    """The railway's ledger, written once: what each of its files holds."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _Written(root)
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


class Small(Spoilt):
    """The railway's ledger."""

    def __init__(self, root: Path):
        super().__init__(root)
        for name, content in _files().items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(content)


class _Written(Spoilt):
    """The railway's ledger, made from its tables."""

    def __init__(self, root: Path):
        super().__init__(root)
        for folder in (self.data, self.seeds, root / "book"):
            folder.mkdir(parents=True)
        shutil.copy(DATA / DESCRIPTOR, self.data)
        for name in VOCABULARY:
            shutil.copy(DATA / f"{name}.csv", self.data)
        for name, lines in TABLES.items():
            header = Schema(self.data).tables[name].names
            self.write(name, [header, *csv.reader(lines)])
        header, *sources = self.rows("sources")
        for source in (dict(zip(header, row)) for row in sources):
            record(self.seeds, source)
            (root / "book" / f"ledger-{source['source_id']}.md").write_text(
                f"# Entries\n\n```{{ledger-entries}} {source['source_id']}\n```\n", encoding="utf-8"
            )
        (root / "book" / "index.md").write_text("# Index\n", encoding="utf-8")
        pages = "".join(f"      - file: book/ledger-{name}\n" for name in DIGESTS)
        (root / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n{pages}", encoding="utf-8")
        self.seal()


def record(seeds: Path, source: dict[str, str]) -> None:
    """Writes the record of one of the railway's sources."""
    repeated = ("source_id", "file", "sha256", "bytes", "paragraphs", "publisher", "author", "published", "dating", "language", "translation")  # fmt: skip
    front = "".join(f"{name}: {source[name] or 'not named'}\n" for name in repeated)
    told = "".join(f"- ¶{number} [{ids}] Told.\n" for number, ids in DIGESTS[source["source_id"]])
    text = f"---\n{front}---\n\n# {source['title']}\n\n{source['stance']}\n\n{told}"
    (seeds / f"{source['source_id']}.md").write_text(text, encoding="utf-8")
