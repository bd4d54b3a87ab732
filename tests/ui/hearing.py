"""What a screen reader reads of a part of the window, from the tree that Qt gives to readers."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QWidget

Role = QAccessible.Role
WORDS = {
    Role.Heading: "heading",
    Role.StaticText: "text",
    Role.Button: "button",
    Role.ButtonMenu: "menu",
    Role.CheckBox: "box",
    Role.EditableText: "field",
    Role.PageTabList: "tabs",
    Role.PageTab: "tab",
    Role.Graphic: "sign",
    Role.Grouping: "group",
}
ROWS = 2
"""Rows of a list that are read."""
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
DISPLAY = int(Qt.ItemDataRole.DisplayRole)


def read(part: QWidget) -> list[str]:
    """Return a line for each thing that is read, in the order of the tree: what it is, its name."""
    return list(_read(QAccessible.queryAccessibleInterface(part)))


def _read(of: QAccessibleInterface) -> Iterator[str]:
    if of.state().invisible:
        return
    part, name = of.object(), of.text(QAccessible.Text.Name)
    if isinstance(part, QComboBox):  # on Linux Qt gives the value in place of the name
        yield f"choice: {part.accessibleName()}: {part.currentText()}"
        return
    if isinstance(part, QAbstractItemView):
        yield from _rows(part)
        return
    if of.role() in WORDS and (name or of.role() != Role.Graphic):
        selected = ", selected" if of.role() == Role.PageTab and of.state().selected else ""
        disabled = ", unavailable" if of.role() == Role.Button and of.state().disabled else ""
        yield f"{WORDS[of.role()]}: {name}{selected}{disabled}"
    for place in range(of.childCount()):
        child = of.child(place)
        if child is not None:
            yield from _read(child)


def _rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    yield f"list: {view.accessibleName()}, {model.rowCount():,} rows"
    for row in range(min(ROWS, model.rowCount())):
        yield f"  row: {cell(model, row, 0)}"


def cell(model: QAbstractItemModel, row: int, place: int) -> str:
    """Return what is read of a cell."""
    index = model.index(row, place)
    return str(index.data(ACCESSIBLE) or index.data(DISPLAY) or "")
