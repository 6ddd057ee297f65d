"""Says whether `data/datapackage.json` can be used: JSON of the form in `descriptor.json`, with targets that exist."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..paths import DESCRIPTOR
from .rows import Fault, Unreadable, read_text

NAME = f"data/{DESCRIPTOR}"
FORM = Path(__file__).with_suffix(".json")


def faults(folder: Path) -> list[Fault]:
    """What keeps the descriptor in `folder` from being used; empty if nothing does."""
    try:
        descriptor = json.loads(read_text(Path(folder) / DESCRIPTOR, NAME))
    except Unreadable as error:
        return error.faults
    except json.JSONDecodeError as error:
        return [Fault(NAME, error.lineno, "", "", f"{error.msg} at column {error.colno}", "JSON")]
    except RecursionError:
        return [Fault(NAME, 0, "", "", "brackets within brackets without end", "JSON")]
    return sorted(_form(descriptor)) or sorted(_targets(descriptor["resources"]))


def _form(descriptor: Any) -> Iterator[Fault]:
    from jsonschema import Draft202012Validator, FormatChecker  # a heavy import, wanted only here

    form = json.loads(FORM.read_text(encoding="utf-8"))
    for error in Draft202012Validator(form, format_checker=FormatChecker()).iter_errors(descriptor):
        found, allowed = error.message, json.dumps(error.validator_value, ensure_ascii=False)
        if len(found) > 200:
            found = f"{found[:120]} … {found[-60:]}"
        yield Fault(NAME, 0, _place(descriptor, error.absolute_path), "", found, f"{error.validator}: {allowed[:200]}")


def _place(descriptor: Any, path) -> str:
    """Where in the descriptor, by names where there are some: resources/claims/schema/fields/low."""
    said, node = [], descriptor
    for step in path:
        node = node[step]
        name = node.get("name") if isinstance(node, dict) else None
        said.append(name if isinstance(step, int) and isinstance(name, str) else str(step))
    return "/".join(said)


def _targets(resources: list[dict[str, Any]]) -> Iterator[Fault]:
    """Names that are doubled, and keys that point nowhere."""

    def fault(place: str, found: str, allowed: str) -> Fault:
        return Fault(NAME, 0, place, "", found, allowed)

    columns = {r["name"]: [field["name"] for field in r["schema"]["fields"]] for r in resources}
    for what in ("name", "path"):
        for value, times in Counter(r[what] for r in resources).items():
            if times > 1:
                yield fault("resources", f"the {what} '{value}' {times} times", "each once")
    for resource in resources:
        name, schema = resource["name"], resource["schema"]
        for column, times in Counter(columns[name]).items():
            if times > 1:
                yield fault(f"{name}/{column}", f"the column {times} times", "each once")
        key = schema.get("primaryKey", [])
        for column in [key] if isinstance(key, str) else key:
            if column not in columns[name]:
                yield fault(name, f"the primary key '{column}'", f"a column of {name}")
        pointed = [(link["fields"][0], link["reference"]) for link in schema.get("foreignKeys", [])]
        for column, target in pointed:
            if column not in columns[name]:
                yield fault(name, f"a foreign key of '{column}'", f"a column of {name}")
            if target["fields"][0] not in columns.get(target["resource"], ()):
                found = f"a foreign key to '{target['resource']}.{target['fields'][0]}'"
                yield fault(f"{name}/{column}", found, "a column of a table")
        for field in schema["fields"]:
            table, _, column = field.get("refers_to", "").partition(".")
            if table and column not in columns.get(table, ()):
                yield fault(f"{name}/{field['name']}", f"'{field['refers_to']}'", "a column of a table")
            if (field["type"] == "list") != ("delimiter" in field):
                yield fault(
                    f"{name}/{field['name']}", f"type {field['type']}", "a delimiter for lists, none for others"
                )
            try:
                re.compile(field.get("constraints", {}).get("pattern", ""))
            except re.error as error:
                yield fault(
                    f"{name}/{field['name']}", f"a pattern that cannot be read: {error}", "a regular expression"
                )
