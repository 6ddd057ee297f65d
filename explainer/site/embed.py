"""Each exhibit on a page of its own, `exhibits/NAME.html`: to be cited, and to be shown in a frame of another site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..templates import render
from ..words.messages import _, edition
from .builder import builder_of
from .cite import Citer
from .head import About, head
from .linked import of_exhibit
from .nodes import Page, exhibit
from .places import Places, address, ledger_of
from .share import picture_of


class FromOutside(Places):
    """The addresses to which an exhibit links where it stands alone: what its page says of itself is elsewhere."""

    def __init__(self, env: BuildEnvironment, page: str):
        super().__init__(env)
        self.own = page

    def entry(self, claim: Any) -> str:
        return self._whole(super().entry(claim))

    def value(self, record: Any) -> str:
        return self._whole(super().value(record))

    def _whole(self, link: str) -> str:
        return f"{self.own}{link}" if link.startswith("#") else link


@dataclass
class Alone(Page):
    """The page of an exhibit alone. It has no evidence of its own: its figures lead to the ledger, or to `own`, the
    page that the exhibit is from."""

    own: str

    @property
    def href(self) -> Places:
        return FromOutside(self.env, self.own)


def alone(app: Sphinx, docname: str, data: dict[str, Any]) -> bytes:
    """The page of an exhibit."""
    env, citer, name = app.env, Citer(app.env), data["name"]
    page = Alone(env, ledger_of(env), {}, f"{address(docname)}.html")
    node = exhibit("", data=data, anchor=name)
    work, style = citer.exhibit(docname, data), builder_of(app).assets.style_with("embed.css")
    about = About(
        title=work.title, description=data["subtitle"] or data["alt"], style=style, scripts=["embed.js"], mount="../",
        url=work.url, canonical=citer.page(docname).url, picture=picture_of(app, docname, name), drawn=data["alt"],
        cited=citer.tags(work), data=of_exhibit(app, docname, data), live=True, framed=True,
    )  # fmt: skip
    html = render(
        "embed.html",
        head=Markup(head(app, about)),
        figure=Markup(page.render("exhibit.html", **node.context(page) | {"alone": True})),
        cite=citer.printed(work, _("Cite this exhibit"), address(docname)),
        language=edition().language.replace("_", "-"),
        direction=edition().locale.text_direction,
        page=page.own, name=name, title=env.titles[docname].astext(), headline=work.title,
        book=app.config.project, base=citer.base, licence=app.config.explainer_licence,
    )  # fmt: skip
    return html.encode()
