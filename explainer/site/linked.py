"""What pages say of themselves to machines, in the words of schema.org: as JSON-LD in their heads."""

from __future__ import annotations

import json
from typing import Any

from sphinx.application import Sphinx

from ..ledger.store import Ledger
from ..ledger.vocabulary import FAILS, HOLDS, LOOSE
from .cite import Citer, said
from .history import releases
from .places import address, exhibit_page, ledger_of

Thing = dict[str, Any]
RATINGS = {HOLDS: 3, LOOSE: 2, FAILS: 1}  # of a claim by the group of its verdict; one that was not verified has none
PERSON = "person"  # among the kinds of entities


def of_page(app: Sphinx, docname: str, description: str, picture: str) -> str:
    """A page as an article of the book with the way to it; and what else it is: the data, or reviews of claims."""
    citer, root = Citer(app.env), app.config.root_doc
    work, ledger, home = citer.page(docname), ledger_of(app.env), citer.base or "index.html"
    here = work.url or f"{address(docname)}.html"
    told = {
        "@type": "WebSite" if docname == root else "Article",
        "@id": here,
        "url": here,
        "name" if docname == root else "headline": work.title,
        "description": description,
        **_made(citer),
        **({"image": picture} if picture else {}),
    }
    graph = [told]
    if docname != root:
        told["isPartOf"] = {"@id": home}
        steps = [(citer.book, home), (work.title, here)]
        items = [
            {"@type": "ListItem", "position": n, "name": name, "item": at} for n, (name, at) in enumerate(steps, 1)
        ]
        graph.append({"@type": "BreadcrumbList", "itemListElement": items})
    for directive in app.env.get_domain("ledger").data["places"].get(docname, ()):
        name, _, argument = directive.partition(" ")
        if name == "ledger-entries":
            graph += _reviews(citer, ledger, argument, here)
        elif name == "data-files":
            graph.append(_dataset(citer, ledger, here))
    return as_script(graph)


def of_exhibit(app: Sphinx, docname: str, data: Thing) -> str:
    """An exhibit as the data that it draws, with its picture."""
    citer = Citer(app.env)
    work, page = citer.exhibit(docname, data), citer.page(docname)
    own = f"{citer.base}{exhibit_page(data['name'])}".removesuffix(".html")
    return as_script(
        [
            {
                "@type": "Dataset",
                "@id": work.url or f"{own}.html",
                "url": work.url or f"{own}.html",
                "name": work.title,
                "description": " ".join(filter(None, (data["subtitle"], data["note"], data["alt"]))),
                **_made(citer),
                "image": f"{own}.png",
                "isPartOf": {"@type": "Article", "@id": page.url or f"{address(docname)}.html", "headline": page.title},
                "distribution": [{"@type": "DataDownload", "encodingFormat": "text/csv", "contentUrl": f"{own}.csv"}],
            }
        ]
    )


def as_script(graph: list[Thing]) -> str:
    """As it stands between the tags of a script, which no text may end."""
    told = {"@context": "https://schema.org", "@graph": graph}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/")


def _made(citer: Citer) -> Thing:
    """By whom something was made, when, in what version, and what may be done with it."""
    published = releases()
    return {
        "author": {"@type": "Organization", "name": citer.author},
        **({"datePublished": f"{published[-1].day:%Y-%m-%d}"} if published else {}),
        "dateModified": f"{citer.day:%Y-%m-%d}",
        "inLanguage": citer.language,
        "version": citer.version,
        "license": citer.licence,
    }


def _dataset(citer: Citer, ledger: Ledger, here: str) -> Thing:
    about = ledger.schema.descriptor
    name = f"{citer.base}data/{about['name']}"
    forms = {
        f"{name}.zip": "application/zip",
        f"{name}.sqlite": "application/vnd.sqlite3",
        f"{name}.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        f"{citer.base}ledger.csv": "text/csv",
    }
    return {
        "@type": "Dataset",
        "@id": f"{here}#data",
        "url": here,
        "name": about["title"],
        "description": about["description"],
        **_made(citer),
        "creator": {"@type": "Organization", "name": citer.author},
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "contentUrl": url, "encodingFormat": kind} for url, kind in forms.items()
        ],
    }


def _reviews(citer: Citer, ledger: Ledger, source_id: str, here: str) -> list[Thing]:
    """Each claim of a source as it was checked."""
    (source,) = ledger.table("sources").query("source_id == @source_id").to_dict("records")
    kinds = ledger.table("entities").set_index("entity_id")["kind"]
    appeared = {
        "@type": "Article",
        "headline": source["title"],
        "publisher": {"@type": "Organization", "name": source["publisher"]},
    }
    reviews = []
    for _, claim in ledger.claims(source_id=source_id).iterrows():
        rating: Thing = {"@type": "Rating", "alternateName": ledger.vocabulary.verdicts[claim["verdict"]].word}
        if claim["holds"] in RATINGS:
            rating |= {"ratingValue": RATINGS[claim["holds"]], "worstRating": 1, "bestRating": max(RATINGS.values())}
        speaker = "Person" if kinds[claim["speaker"]] == PERSON else "Organization"
        reviews.append(
            {
                "@type": "ClaimReview",
                "url": f"{here}#{claim['claim_id']}",
                "claimReviewed": said(claim),
                "author": {"@type": "Organization", "name": citer.author},
                "datePublished": f"{claim['checked_on']:%Y-%m-%d}",
                "itemReviewed": {
                    "@type": "Claim",
                    "author": {"@type": speaker, "name": claim["speaker_name"]},
                    "datePublished": claim["published"],
                    "appearance": appeared,
                },
                "reviewRating": rating,
            }
        )
    return reviews
