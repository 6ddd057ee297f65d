"""The site's own files: what is missing or no longer what it should be is named."""

from __future__ import annotations

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
