"""What the documents tell a newcomer to type works, and what they point at is there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from explainer.paths import ROOT

DOCUMENTS = [
    "README.md", "CONTRIBUTING.md", "docs/editorial.md", "data/README.md", "seeds/README.md", "deploy/README.md", "explainer/README.md",
    "explainer/site/web/fonts/README.md", "explainer/site/web/sqlite/README.md", "book/rebuild.md",
]  # fmt: skip


def blocks(document: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if blocks(name)])
def test_examples_run(document: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    for code in blocks(document):
        exec(compile(code, document, "exec"), {})


@pytest.mark.parametrize("document", DOCUMENTS[:-1])
def test_links_to_files_resolve(document: str):
    folder = (ROOT / document).parent
    # `../../actions` is a page of GitHub's beside any repository; the badge of its own checks is there.
    targets = re.findall(r"\]\((?!https?:|\.\./\.\./actions)([^)#]+)", (ROOT / document).read_text(encoding="utf-8"))
    assert [target for target in targets if not (folder / target).exists()] == []


def test_make_help_lists_every_target_the_documents_name():
    environment = {"PATH": os.environ["PATH"]}
    listed = subprocess.run(
        ["make", "help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    ).stdout
    targets = {line.split()[0] for line in listed.splitlines()}
    named = {target for name in DOCUMENTS for target in re.findall(r"`?make ([a-z]+)", (ROOT / name).read_text())}
    assert {"site", "test", "serve", "check", "verify", "bench", "clean", "lock"} <= targets
    assert named - {"sure"} <= targets


def test_pinned_requirements_and_lock_agree():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9-]+==[^\s\\]+)", Path(ROOT / name).read_text(encoding="utf-8"), re.M))

    assert pins("requirements.txt") | pins("requirements-dev.txt") <= pins("requirements.lock")
    assert "--hash=sha256:" in (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_workflow_names_its_actions_by_their_commits():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / ".github/workflows").iterdir())
    used = re.findall(r"uses: (\S+)@(\S+)(.*)", text)
    assert len(used) >= 5
    for action, commit, release in used:
        assert re.fullmatch(r"[0-9a-f]{40}", commit) and re.fullmatch(r" # v\d+\.\d+\.\d+", release), action
