"""Puts the ledger itself beside the pages: the tables, one table of claims with their checks, and a feed of corrections."""

from __future__ import annotations

import shutil
from pathlib import Path
from xml.etree import ElementTree

from sphinx.application import Sphinx

from .. import ledger
from ..load import Ledger
from ..schema import DATA

ATOM = "http://www.w3.org/2005/Atom"
IDENTITY = "tag:bubble-or-build-out,2026:corrections"


def publish_files(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    (site / "data").mkdir(exist_ok=True)
    for path in (*DATA.glob("*.csv"), DATA / "datapackage.json"):
        shutil.copyfile(path, site / "data" / path.name)
    claims = ledger.table("claims").merge(ledger.table("checks"), on="claim_id", suffixes=("", "_checked"))
    for name in ("topics", "reference_ids"):
        claims[name] = claims[name].map(";".join)
    claims.to_csv(site / "ledger.csv", index=False, lineterminator="\n")
    (site / "corrections.xml").write_bytes(feed(ledger))


def feed(ledger: Ledger) -> bytes:
    """The corrections as an Atom feed, the newest first; dated by the last correction, or else the last check."""
    ElementTree.register_namespace("", ATOM)
    root = ElementTree.Element(f"{{{ATOM}}}feed")

    def add(parent, name: str, text: str = "", **attributes: str):
        element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
        element.text = text or None
        return element

    rows = ledger.table("corrections").sort_values("date", ascending=False)
    last = rows["date"].iloc[0] if len(rows) else ledger.table("checks")["checked_on"].max()
    add(root, "id", IDENTITY)
    add(root, "title", "Bubble or Build-out? Corrections")
    add(root, "updated", f"{last:%Y-%m-%d}T00:00:00Z")
    add(add(root, "author"), "name", "The Bubble or Build-out? team")
    add(root, "link", rel="alternate", href="corrections.html")
    add(root, "link", rel="self", href="corrections.xml")
    for _, row in rows.iterrows():
        entry = add(root, "entry")
        add(entry, "id", f"{IDENTITY}:{row['date']:%Y-%m-%d}:{row['where']}")
        add(entry, "title", row["where"])
        add(entry, "updated", f"{row['date']:%Y-%m-%d}T00:00:00Z")
        add(entry, "link", rel="alternate", href="corrections.html")
        add(entry, "summary", f"Was: {row['was']}. Now: {row['now']}. {row['why']}")
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
