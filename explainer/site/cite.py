"""How a page, an exhibit, a claim and a value on record are cited: in words, and as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..ledger.calendar import today
from ..ledger.store import Ledger
from ..templates import render
from ..words.messages import _
from ..words.write import NBSP, capital
from .compress import write
from .history import releases
from .places import address, exhibit_page, ledger_of

FOLDER = "cite"
KINDS = {"bib": "BibTeX", "ris": "RIS", "json": "CSL-JSON"}  # of files, and what the formats are called
RIS = {"webpage": "ELEC", "graphic": "FIGURE", "dataset": "DATA"}  # by the type in CSL
SPECIAL = re.compile(r"[\\{}$&%#_~^]")  # in BibTeX
SAFE = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


class Work(NamedTuple):
    """What can be cited: its key, its type in CSL, its title, and its address ('' where that of the site is not
    known)."""

    key: str
    kind: str
    title: str
    url: str


class Citer:
    """What all citations of a book share: author, title, version, language, and the day of the newest check."""

    def __init__(self, env: BuildEnvironment):
        config, ledger = env.config, ledger_of(env)
        self.env, self.author, self.book, self.base = env, config.author, config.project, config.html_baseurl
        self.version, self.language = str(ledger.schema.descriptor["version"]), config.language or "en"
        self.day: date = today(ledger).date()
        self.licence: str = ledger.schema.descriptor["licenses"][0]["path"]

    def dated(self) -> tuple[Any, ...]:
        """What each page says of itself that no table of its own tells: if it changes, all are written again."""
        return self.day, self.version, self.licence, releases()

    def page(self, docname: str) -> Work:
        name = address(docname)
        title = self.book if docname == self.env.config.root_doc else self.env.titles[docname].astext()
        return Work(name, "webpage", title, self._at("" if name == "index" else f"{name}.html"))

    def exhibit(self, docname: str, data: dict[str, Any]) -> Work:
        """An exhibit, by its own page."""
        title = self._plain(data["headline"].replace("*", ""))
        return Work(f"{address(docname)}.{data['name']}", "graphic", title, self._at(exhibit_page(data["name"])))

    def claim(self, docname: str, claim: Any) -> Work:
        title = _(
            "%(claim)s, by %(publisher)s: %(verdict)s (claim %(id)s)",
            claim=said(claim),
            publisher=claim["publisher"],
            verdict=claim["verdict"],
            id=claim["claim_id"],
        )
        return Work(
            claim["claim_id"], "dataset", self._plain(title), self._at(f"{address(docname)}.html#{claim['claim_id']}")
        )

    def value(self, docname: str, value: Any) -> Work:
        title = f"{value['question']} {value['entity_name']}, {value['period']}: {value['stated']}"
        return Work(
            value["record_id"], "dataset", self._plain(title), self._at(f"{address(docname)}.html#{value['record_id']}")
        )

    def all_of(self, docname: str, ledger: Ledger) -> list[Work]:
        """A page and all on it that has an address of its own: exhibits, claims with their entries, values."""
        noted = self.env.get_domain("ledger").data
        works = [self.page(docname)]
        works += [self.exhibit(docname, data) for data in noted["exhibits"].get(docname, {}).values()]
        for directive in noted["places"].get(docname, ()):
            name, _space, argument = directive.partition(" ")
            if name == "ledger-entries":
                works += [self.claim(docname, row) for _, row in ledger.claims(source_id=argument).iterrows()]
            elif name == "record-series":
                works += [self.value(docname, row) for _, row in ledger.records(topic=argument).iterrows()]
        return works

    def words(self, work: Work) -> str:
        """As it stands in a text."""
        said = _(
            "%(author)s: “%(title)s”, %(book)s, version %(version)s, %(day)s",
            author=self.author, title=work.title, book=self.book, version=self.version, day=f"{self.day:%Y-%m-%d}",
        )  # fmt: skip
        return f"{said}, {work.url}" if work.url else said

    def printed(self, work: Work, summary: str, file: str) -> Markup:
        """As a reader opens it on the page, with the files of the page that it stands on."""
        note = _("With all that stands on its page:")
        return Markup(
            render("cite.html", summary=summary, work=work, words=self.words(work), note=note, file=file, kinds=KINDS)
        )

    def tags(self, work: Work) -> dict[str, str]:
        """As readers of pages, such as Zotero and Google Scholar, look for it in the head, without the prefix."""
        return {"title": work.title, "author": self.author, "publication_date": f"{self.day:%Y/%m/%d}"}

    def bib(self, work: Work) -> str:
        fields = {
            "author": f"{{{_safe(self.author)}}}",
            "title": f"{{{_safe(work.title)}}}",
            "howpublished": _safe(self.book),
            "year": f"{self.day:%Y}",
            "month": f"{self.day.month}",
            "note": f"Version {_safe(self.version)}",
            **({"url": work.url} if work.url else {}),
        }
        lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items())
        return f"@misc{{{work.key},\n{lines}\n}}\n"

    def ris(self, work: Work) -> str:
        fields = [
            ("TY", RIS[work.kind]), ("ID", work.key), ("AU", self.author), ("TI", work.title), ("T2", self.book),
            ("PY", f"{self.day:%Y}"), ("DA", f"{self.day:%Y/%m/%d}"), ("ET", self.version), ("LA", self.language),
            *([("UR", work.url)] if work.url else []), ("ER", ""),
        ]  # fmt: skip
        return "".join(f"{tag}  - {' '.join(text.split())}\n" for tag, text in fields)

    def csl(self, work: Work) -> dict[str, Any]:
        return {
            "id": work.key,
            "type": work.kind,
            "title": work.title,
            "author": [{"literal": self.author}],
            "container-title": self.book,
            "issued": {"date-parts": [[self.day.year, self.day.month, self.day.day]]},
            "version": self.version,
            "language": self.language,
            **({"URL": work.url} if work.url else {}),
        }

    @staticmethod
    def _plain(title: str) -> str:
        """A title without the spaces that only hold a figure and its unit together."""
        return title.replace(NBSP, " ")

    def _at(self, place: str) -> str:
        return f"{self.base}{place}" if self.base else ""


def said(claim: Any) -> str:
    """What a claim says, where it stands alone: of whom or what, and our gloss."""
    whose, gloss = claim["subject_name"], claim["gloss"]
    return capital(gloss) if whose.casefold() in gloss.casefold() else f"{whose}: {gloss}"


def write_citations(app: Sphinx, site: Path) -> None:
    """Writes for each page what cites it and what is on it, and removes what is of a page that is gone."""
    citer, ledger = Citer(app.env), ledger_of(app.env)
    files: dict[str, str] = {}
    for docname in app.env.all_docs:
        works, name = citer.all_of(docname, ledger), address(docname)
        told = {
            "bib": "\n".join(map(citer.bib, works)),
            "ris": "\n".join(map(citer.ris, works)),
            "json": f"{json.dumps(list(map(citer.csl, works)), indent=1, ensure_ascii=False)}\n",
        }
        files |= {f"{name}.{kind}": told[kind] for kind in KINDS}
    folder = site / FOLDER
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if not any(path.name in (name, f"{name}.gz", f"{name}.br") for name in files):
            path.unlink()
    for name, text in files.items():
        write(folder / name, text.encode())


def _safe(text: str) -> str:
    """A text for BibTeX, in which some signs mean something; the rest of Unicode is understood today."""
    return SPECIAL.sub(lambda sign: SAFE.get(sign[0], f"\\{sign[0]}"), text)
