"""The tables as MLCommons' Croissant tells of them, for catalogues of datasets and the libraries that load from these.

The format: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html
"""

from __future__ import annotations

import json
from typing import Any

from ..ledger.schema import Column, Schema, Table

CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "key": "cr:key",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "sc": "https://schema.org/",
    "source": "cr:source",
}
TYPES = {"integer": "sc:Integer", "date": "sc:Date"}  # of a column; lists and all else are text


def croissant(schema: Schema, about: dict[str, Any]) -> bytes:
    """The description, from the schema and `about`, the descriptor as it is published (with digests and the author)."""
    base = about.get("homepage", "")
    (author,), (licence,) = about["contributors"], about["licenses"]
    files = {resource["name"]: resource for resource in about["resources"]}
    told = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "name": about["name"],
        "description": about["description"],
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "license": licence["path"],
        "version": about["version"],
        "datePublished": about["created"][:10],
        "creator": {"@type": "sc:Organization", "name": author["title"]},
        "citeAs": f"{author['title']}: {about['title']}, version {about['version']}, {about['created'][:4]}",
        **({"url": base} if base else {}),
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": table.file,
                "name": table.file,
                "description": table.description,
                "contentUrl": f"{base}data/{table.file}" if base else table.file,
                "encodingFormat": "text/csv",
                "sha256": files[name]["hash"].removeprefix("sha256:"),
            }
            for name, table in schema.tables.items()
        ],
        "recordSet": [_records(table) for table in schema.tables.values()],
    }
    return f"{json.dumps(told, indent=1, ensure_ascii=False)}\n".encode()


def _records(table: Table) -> dict[str, Any]:
    key = [{"@id": f"{table.name}/{name}"} for name in table.key]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        **({"key": key} if key else {}),
        "field": [_field(table, column) for column in table.columns],
    }


def _field(table: Table, column: Column) -> dict[str, Any]:
    elsewhere = not column.is_list and (column.refers_to or "").split(".")[0] not in ("", table.name)  # no loops
    named = {"references": {"field": {"@id": (column.refers_to or "").replace(".", "/")}}}
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": f"{table.name}/{column.name}",
        "description": column.description,
        "dataType": "sc:Float" if column.is_figure and not column.admits_days else TYPES.get(column.type, "sc:Text"),
        "source": {"fileObject": {"@id": table.file}, "extract": {"column": column.name}},
        **(named if elsewhere else {}),
    }
