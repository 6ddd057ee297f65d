"""What a build keeps for the next one, in Sphinx's environment, and what of it has changed since."""

from __future__ import annotations

from typing import Any

from sphinx.environment import BuildEnvironment


def memory(env: BuildEnvironment) -> dict[str, Any]:
    """What is kept, by name."""
    return env.get_domain("ledger").data.setdefault("memory", {})


def changed(env: BuildEnvironment, name: str, now: Any, at_first: bool = False) -> bool:
    """Whether something is other than the last build had it; `at_first` is the answer of a first build. It is kept."""
    kept = memory(env)
    answer = kept[name] != now if name in kept else at_first
    kept[name] = now
    return answer
