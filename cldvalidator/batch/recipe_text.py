"""A recipe written as TOML, as somebody would write it by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def recipe_toml(content: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the text of a recipe; entries are texts, truths, lists of texts, or texts by text.

    Examples:
        >>> print(recipe_toml({"fix": {"safe": True, "likely": ["DATE-00"]}}), end="")
        [fix]
        safe = true
        likely = ["DATE-00"]
    """
    tables = (
        f"[{table}]\n" + "".join(f"{name} = {_value(value)}\n" for name, value in entries.items())
        for table, entries in content.items()
    )
    return "\n".join(tables)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{_text(key)} = {_value(one)}" for key, one in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    return f"[{', '.join(map(_value, value))}]"


def _text(text: str) -> str:
    """Return a basic string; TOML writes it as JSON does, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
