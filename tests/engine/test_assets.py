"""The site's own files: what is missing or no longer what it should be is named."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from explainer.paths import PACKAGE
from explainer.site import assets
from explainer.site.refuse import Refused


def test_a_font_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    web = PACKAGE / "site/web"
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts/book-sans.woff2").touch()
    monkeypatch.setattr(assets, "WEB", tmp_path)
    monkeypatch.setattr(assets, "PACKAGE", tmp_path / "explainer")
    with pytest.raises(Refused, match="^fonts/book-sans.woff2: is no font in WOFF2"):
        assets.Assets().name("book-sans.woff2")
    monkeypatch.setattr(assets, "WEB", web)
    assert assets.Assets().name("book-sans.woff2").startswith("_static/book-sans.")


def test_sqlite_is_as_it_came():
    folder = PACKAGE / "site/web/sqlite"
    told = (folder / "README.md").read_text(encoding="utf-8")
    files = [path for path in folder.iterdir() if path.suffix in (".js", ".wasm")]
    assert len(files) == 2
    for path in files:
        content = path.read_bytes()
        assert f"| `{path.name}` | `{hashlib.sha256(content).hexdigest()}` |" in told
        assert assets.Assets().files[path.name].make() == content, "and is sent so"
