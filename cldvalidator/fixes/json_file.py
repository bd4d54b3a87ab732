"""JSON files that the user keeps: read and held against their schema, written atomically."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema

from cldvalidator.bundled import bundled
from cldvalidator.extract.opening import read_whole
from cldvalidator.fixes.alike_entries import validator_of
from cldvalidator.paths import is_file_there
from cldvalidator.problems import InputProblem
from cldvalidator.specification.schema_words import fault_words
from cldvalidator.storage.transaction import OutputTransaction, write_file
from cldvalidator.storage.untrusted_json import parse_json

LARGEST_OF_DECISIONS = 4 << 20
"""Bytes of a profile, or of rules that are passed on: far more than anybody decides on."""
_LARGEST = 200 << 20
_MOST_ENTRIES = 3_000_000
"""Lists and groups in a file, which take much more memory than their texts."""
_MOST_FAULTS = 1_000
"""Of which the one is chosen that is told; a list of a million has a million."""


def read_json(path: Path, schema: str, what: str, largest: int = _LARGEST) -> dict[str, Any]:
    """Read a JSON file whose shape is `resources/<schema>`; what: its name in messages.

    largest: bytes that it may have.

    Raises InputProblem naming the place of the first fault, never a value of the file, and
    EnvironmentProblem.
    """
    if is_file_there(path) and not path.stat().st_size:
        raise InputProblem(
            f"{path.name} is not {what}: it is empty.", "Choose the file as it was saved."
        )
    data = read_whole(path)
    if len(data) > largest or data.count(b"[") + data.count(b"{") > _MOST_ENTRIES:
        raise InputProblem(
            f"{path.name} is not {what}: it is far larger than one.",
            "Choose the file as it was saved.",
        )
    try:
        content = parse_json(data.decode("utf-8-sig"))
        if b"\\ud" in data.lower():  # half of a character, perhaps
            json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise InputProblem(
            f"{path.name} is not {what}: it is not a JSON file.", "Choose the file as it was saved."
        ) from None
    check_shape(content, schema, f"{path.name} is not {what}")
    made: dict[str, Any] = content
    return made


def check_shape(content: Any, schema: str, beginning: str, *, part: str = "") -> None:
    """Hold a value against a schema. Raises InputProblem: `beginning`, then the place.

    part: the property of the schema's objects that the value is.
    """
    try:
        fault = first_fault(content, schema, part)
    except RecursionError:
        raise InputProblem(
            f"{beginning}: its entries stand too deep in one another.", "Choose another file."
        ) from None
    if fault is not None:
        raise InputProblem(
            f"{beginning}: {fault_words(fault)}.", "Choose another file, or correct that place."
        )


def first_fault(content: Any, schema: str, part: str = "") -> jsonschema.ValidationError | None:
    """Return the fault that tells most of what is wrong with a value, None for none."""
    faults = islice(_validator(schema, part).iter_errors(content), _MOST_FAULTS)
    fault: jsonschema.ValidationError | None = jsonschema.exceptions.best_match(faults)
    return fault


@cache
def _validator(schema: str, part: str) -> Any:
    whole = json.loads(bundled(*schema.split("/")).read_text("utf-8"))
    part_schema = {**whole["properties"][part], "$defs": whole["$defs"]} if part else whole
    return validator_of(part_schema)


def write_json(
    content: Mapping[str, Any],
    target: Path,
    *,
    overwrite: bool = False,
    never: tuple[Path, ...] = (),
    largest: int = _LARGEST,
    transaction: OutputTransaction | None = None,
) -> None:
    """Write indented JSON whole or not at all. Raises InputProblem, EnvironmentProblem.

    largest: bytes that are read again.
    transaction: the files that it gets its name with.
    """
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise InputProblem(
            f"{target.name} was not written: the name of a file in it has characters that cannot "
            "be shown.",
            "Rename that file.",
        ) from None
    if len(data) > largest:
        raise InputProblem(
            f"{target.name} was not written: it is larger than what is read again.",
            "Remove entries that are not needed.",
        )
    write_file(data, target, overwrite=overwrite, never=never, transaction=transaction)
