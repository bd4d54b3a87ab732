"""Numbers with their nouns, and lists and texts cut to what a line can hold."""

from __future__ import annotations

from collections.abc import Sequence

MOST_CHARACTERS = 80


def counted(number: int, one: str, more: str | None = None) -> str:
    """Return "1 error" or "2,000 errors"."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def some(names: Sequence[str], most: int = 8) -> str:
    """Return the first names, and how many more there are."""
    rest = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def elided(text: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text in one line whose middle is left out if it has more than `most` characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    if len(text) <= most:
        return text
    return f"{text[:50]} … {text[-20:]} ({len(text):,} characters)"
