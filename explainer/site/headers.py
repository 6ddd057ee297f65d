"""What a host should send with every file: the one place for the security headers and the cache rules.

`deploy/nginx.conf` repeats them literally, so that it can be used as it is; a test compares the two.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

STATIC = "/_static/"  # every name in there holds a digest of the content
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"  # kept, but the server is asked before each use: an unchanged file costs an empty 304

NOTHING = "'none'"
# No upgrade-insecure-requests: the site is also read over plain http, on one's own machine.
SOURCES = {
    # for all that is not named here; to name more is to hear from WebKit what it does not know
    "default-src": NOTHING,
    "script-src": "'self'",
    "style-src": NOTHING,  # in its place here; each policy below says what it admits
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'self'",
    "form-action": "'self'",
}
UNSAFE = "'unsafe-inline'"
FRAMES = "frame-ancestors 'none'"

# Only features that browsers know today: Chromium warns in the console of every page about any other.
DENIED = ("camera", "geolocation", "microphone")
OTHERS = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in DENIED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",  # any page may read the data, as anybody may who asks for it
}

# To be said over TLS alone: for a year, come back that way. Hosts that read `_headers` know no other.
TRANSPORT = {"Strict-Transport-Security": "max-age=31536000"}

# In a `_headers` file all rules that match a path apply, and one header from two rules is joined with a comma. So no
# path may match two of these; what matches none keeps the hosts' default, `max-age=0, must-revalidate`, the same thing.
CACHED = {
    f"{STATIC}*": IMMUTABLE,
    **dict.fromkeys(("/", "/*.html", "/data/*", "/exhibits/*", "/chapters/*"), REVALIDATE),
    **dict.fromkeys(("/ledger.csv", "/corrections.xml", "/sitemap.xml", "/search.json", "/objects.inv"), REVALIDATE),
}
# Hosts call these octet-stream or leave out the charset, and a browser then saves the file or garbles its dashes.
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ipynb": "application/x-ipynb+json",
    "md": "text/markdown; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
}


def policy(inline_scripts: Iterable[str]) -> str:
    """The Content-Security-Policy of a page whose inline scripts have these texts, exactly as between the tags.

    A page's style changes more often than a server's configuration, so here any inline style passes; both policies
    apply, and that of the page's meta element passes its own style alone.
    """
    return f"{_policy(inline_scripts, UNSAFE)}; {FRAMES}"


def meta_policy(inline_scripts: Iterable[str], style: str) -> str:
    """The policy for a meta element, which is all on hosts that send no headers; frame-ancestors would only earn a
    warning there."""
    return _policy(inline_scripts, _digest(style))


def file_policy(inline_scripts: Iterable[str], style: str) -> str:
    """The policy of a page that is one file: it brings what it needs, and asks for nothing."""
    alone = {"base-uri": NOTHING, "form-action": NOTHING, "img-src": "data:", "font-src": "data:"}
    scripts = " ".join(map(_digest, inline_scripts))
    listed = {"default-src": NOTHING, "script-src": scripts, "style-src": _digest(style)} | alone
    return "; ".join(f"{name} {value}" for name, value in listed.items())


def _policy(inline_scripts: Iterable[str], style: str) -> str:
    scripts = " ".join([SOURCES["script-src"], *map(_digest, dict.fromkeys(inline_scripts))])
    return "; ".join(
        f"{name} {value}" for name, value in (SOURCES | {"script-src": scripts, "style-src": style}).items()
    )


def security(inline_scripts: Iterable[str]) -> dict[str, str]:
    """Every security header, by name."""
    return {"Content-Security-Policy": policy(inline_scripts), **OTHERS}


def cache(path: str) -> str:
    """The Cache-Control of a path of the site, such as `/_static/book.1a2b3c4d.js`."""
    return IMMUTABLE if path.startswith(STATIC) else REVALIDATE


def netlify(inline_scripts: Iterable[str]) -> str:
    """The text of the `_headers` file that Netlify and Cloudflare Pages read from the root of a site."""
    rules = {"/*": security(inline_scripts) | TRANSPORT}
    rules |= {path: {"Cache-Control": value} for path, value in CACHED.items()}
    rules |= {f"/*.{suffix}": {"Content-Type": value} for suffix, value in TYPES.items()}
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    )


def nginx(inline_scripts: Iterable[str]) -> list[str]:
    """The security headers as lines of `deploy/nginx.conf`."""
    return [f'add_header {name} "{value}" always;' for name, value in security(inline_scripts).items()]


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
