"""The floor: the text and the charts of our longest chapter as one page that somebody might have written by hand."""

from __future__ import annotations

from html import escape

from bs4 import BeautifulSoup, Comment

MACHINERY = (
    "[popover], dialog, template, script, style, link, details, table, form, button, nav, noscript, "
    ".narrow, .said, a.headerlink"
)
KEPT = ("href", "id")  # of the attributes outside charts
STYLE = """\
:root { --ink: #222; --muted: #555; --quiet: #999; --hot: #b3361b; --cool: #1b6b8f; --grid: #ddd; --paper: #fff }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1.1rem/1.6 Georgia, serif; color: var(--ink) }
h1, h2 { line-height: 1.2 }
a { color: var(--cool) }
figure { margin: 2rem 0 }
figcaption { font-family: Arial, sans-serif }
svg { max-width: 100%; height: auto }
sup { line-height: 0 }"""


def page(built: str) -> str:
    """The page, made of the `<article>` of the built chapter: its text and its static charts, and nothing else."""
    soup = BeautifulSoup(built, "html.parser")
    article = soup.find("article") or soup.find("main")
    for machinery in article.select(MACHINERY):
        machinery.decompose()
    for comment in article.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    for tag in article.find_all():
        if tag.name != "svg" and not tag.find_parent("svg"):
            tag.attrs = {name: value for name, value in tag.attrs.items() if name in KEPT}
    for box in article.find_all(["div", "section", "span"]):
        if not box.find_parent("svg"):
            box.unwrap()
    title = escape(article.find("h1").get_text(strip=True))
    # The parser lowers the case of SVG's one mixed-case attribute in use.
    body = article.decode_contents().replace("viewbox=", "viewBox=")
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{title}</title>\n'
        '<meta name="viewport" content="width=device-width">\n'
        f'<meta name="description" content="{title}">\n<link rel="icon" href="data:,">\n'
        f"<style>\n{STYLE}\n</style>\n<main>\n{body}\n</main>\n</html>\n"
    )
