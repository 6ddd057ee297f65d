"""The tables as an RO-Crate tells of them, for archives of research data: https://w3id.org/ro/crate/1.1"""

from __future__ import annotations

import json
from typing import Any

CRATE = "ro-crate-metadata.json"
VERSION = "https://w3id.org/ro/crate/1.1"


def crate(about: dict[str, Any]) -> bytes:
    """The description, from `about`, the descriptor of the tables as it is published."""
    (author,), (licence,) = about["contributors"], about["licenses"]
    files = [
        {
            "@id": resource["path"],
            "@type": "File",
            "name": resource["title"],
            "description": resource["description"],
            "encodingFormat": resource["mediatype"],
            "contentSize": str(resource["bytes"]),
            "sha256": resource["hash"].removeprefix("sha256:"),
        }
        for resource in about["resources"]
    ]
    whole = {
        "@id": "./",
        "@type": "Dataset",
        "name": about["title"],
        "description": about["description"],
        "version": about["version"],
        "datePublished": about["created"][:10],
        "license": {"@id": licence["path"]},
        "author": {"@id": "#authors"},
        **({"url": about["homepage"]} if "homepage" in about else {}),
        "hasPart": [{"@id": file["@id"]} for file in files],
    }
    told = [
        {"@id": CRATE, "@type": "CreativeWork", "about": {"@id": "./"}, "conformsTo": {"@id": VERSION}},
        whole,
        {"@id": "#authors", "@type": "Organization", "name": author["title"]},
        {"@id": licence["path"], "@type": "CreativeWork", "name": licence["title"]},
        *files,
    ]
    graph = {"@context": f"{VERSION}/context", "@graph": told}
    return f"{json.dumps(graph, indent=1, ensure_ascii=False)}\n".encode()
