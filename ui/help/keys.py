"""The keys of the menus, read from the menus themselves, so that the help cannot be out of date."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar


def menu_keys(bar: QMenuBar) -> str:
    """Return a Markdown table for each menu that has keys."""
    parts = []
    for action in bar.actions():
        menu = action.menu()
        if not isinstance(menu, QMenu):
            continue
        lines = [f"| {keys} | {text} |" for text, keys in _keys(menu)]
        if lines:
            title = f"## {_plain(action.text())} menu"
            parts.append("\n".join([title, "", "| Keys | What they do |", "| --- | --- |", *lines]))
    return "\n\n".join(parts)


def _keys(menu: QMenu) -> Iterator[tuple[str, str]]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _keys(inner)
        elif action.shortcuts():
            form = QKeySequence.SequenceFormat.PortableText
            keys = [s.toString(form) for s in action.shortcuts()]
            yield _plain(action.text()), " or ".join(keys)


def _plain(text: str) -> str:
    return text.replace("&", "").removesuffix(" ...").replace("|", r"\|")
