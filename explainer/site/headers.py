"""What a host should send with every file: the one place for the security headers and the cache rules.

`deploy/nginx.conf` repeats them literally, so that it can be used as it is; a test compares the two.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

from .places import EXHIBITS

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
POLICY = "Content-Security-Policy"
UNSAFE = "'unsafe-inline'"
WASM = "'wasm-unsafe-eval'"  # lets WebAssembly be compiled; a text is still not run as a script
NOBODY, ANYBODY = "'none'", "*"  # who may show a page in a frame
FRAMED = f"/{EXHIBITS}/"  # where the pages lie that other sites may show

FOLDERS = ("chapters", "cite", "data", "share")  # with files to take along; `:page` below is any name at the top

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
    **dict.fromkeys(("/", "/:page", *(f"/{folder}/*" for folder in FOLDERS), f"{FRAMED}*"), REVALIDATE),
}
# Where the policy is sent by itself: were it sent to all, it would join that of exhibits, and both would hold.
PLACES = ("/", "/:page", f"{STATIC}*", *(f"/{folder}/*" for folder in FOLDERS))
# Hosts call these octet-stream or leave out the charset, and a browser then saves the file or garbles its dashes.
TYPES = {
    "bib": "application/x-bibtex; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ipynb": "application/x-ipynb+json",
    "md": "text/markdown; charset=utf-8",
    "ris": "application/x-research-info-systems",
    "parquet": "application/vnd.apache.parquet",
    "sqlite": "application/vnd.sqlite3",
    "wasm": "application/wasm",
}


def policy(inline_scripts: Iterable[str], frames: str = NOBODY) -> str:
    """The Content-Security-Policy of a page whose inline scripts have these texts, exactly as between the tags, and
    which `frames` may show.

    A page's style changes more often than a server's configuration, so here any inline style passes; both policies
    apply, and that of the page's meta element passes its own style alone.

    It is sent with scripts too. A worker is held to what comes with its own file and not to the page's meta element, so
    SQLite runs in one, as WebAssembly, while no page itself admits any.
    """
    return f"{_policy(inline_scripts, UNSAFE, WASM)}; frame-ancestors {frames}"


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


def _policy(inline_scripts: Iterable[str], style: str, *more: str) -> str:
    scripts = " ".join([SOURCES["script-src"], *more, *map(_digest, dict.fromkeys(inline_scripts))])
    return "; ".join(
        f"{name} {value}" for name, value in (SOURCES | {"script-src": scripts, "style-src": style}).items()
    )


def security(inline_scripts: Iterable[str], path: str = "/") -> dict[str, str]:
    """Every security header of a path, by name."""
    frames = ANYBODY if path.startswith(FRAMED) else NOBODY
    return {POLICY: policy(inline_scripts, frames), **OTHERS}


def cache(path: str) -> str:
    """The Cache-Control of a path of the site, such as `/_static/book.1a2b3c4d.js`."""
    return IMMUTABLE if path.startswith(STATIC) else REVALIDATE


def netlify(inline_scripts: Iterable[str]) -> str:
    """The text of the `_headers` file that Netlify and Cloudflare Pages read from the root of a site."""
    rules: dict[str, dict[str, str]] = {"/*": OTHERS | TRANSPORT}
    for path in (*PLACES, f"{FRAMED}*"):
        rules[path] = {POLICY: security(inline_scripts, path)[POLICY]}
    for path, value in CACHED.items():
        rules[path] = rules.get(path, {}) | {"Cache-Control": value}
    rules |= {f"/*.{suffix}": {"Content-Type": value} for suffix, value in TYPES.items()}
    return "".join(
        f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())
        for path, headers in rules.items()
    )


def nginx(inline_scripts: Iterable[str]) -> list[str]:
    """The security headers as lines of `deploy/nginx.conf`, which looks up who may show a path."""
    stated = OTHERS | {POLICY: policy(inline_scripts, "$frames")}
    return [f'add_header {name} "{stated[name]}" always;' for name in (POLICY, *OTHERS)]


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
