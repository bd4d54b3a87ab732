"""How the window looks and behaves for everybody: names, contrast, themes, covered fields."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.driving import (
    WAIT,
    check_page,
    opened,
    settled,
)
from ui.dialogs import FaultDialog
from ui.theme import DARK, LIGHT, Colours
from ui.workspace import STEPS


def test_personal_fields_can_be_covered(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    panel = check_page(window).panel
    place = panel.model.place_of("Last Name")
    name = panel.model.text(0, place)
    window.workspace.set_hidden(True)
    assert panel.model.text(0, place) == "•••"
    assert not panel.model.flags(panel.model.index(0, place)) & Qt.ItemFlag.ItemIsEditable
    panel.grid.go_to(0, place)
    assert all(name not in text for text in panel.grid.selected().text(headers=False))
    assert panel.model.text(0, panel.model.place_of("Event Type")) != "•••"
    window.workspace.set_hidden(False)
    assert panel.model.text(0, place) == name


@pytest.mark.parametrize("grouping", ["value", "person", "most"])
def test_no_group_shows_a_personal_text_that_is_covered(qtbot, window, extract_file, grouping):
    opened(qtbot, window, extract_file)
    window.show_page("check")
    space, page = window.workspace, check_page(window)
    extract = space.opened.extract
    fields = [f.name for f in space.opened.specification.fields if f.personal]
    told = {t.strip() for n in fields for t in extract.column(n).texts if len(t.strip()) > 4}
    told -= {*space.opened.specification.names}

    def shown() -> set[str]:
        listing = page.groups.listing_model.listing
        return {str(t) for column in listing.columns for t in column}

    page.grouping.setCurrentIndex(page.grouping.findData(grouping))
    settled(qtbot, window)
    assert any(t in text for text in shown() for t in told)
    rows = len(page.groups.listing_model.listing)
    space.set_hidden(True)
    settled(qtbot, window)
    assert not [t for text in shown() for t in told if t in text]
    assert len(page.groups.listing_model.listing) == rows
    page.groups.choose_row(0)
    settled(qtbot, window)
    assert 0 < page.panel.model.rowCount() < 2_000, "what is covered can still be chosen"
    assert not [t for t in told if t in page.panel.shown.text() + page.panel.shown.toolTip()]


def test_every_control_has_a_name_and_can_be_reached(qtbot, window, extract_file):
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit

    opened(qtbot, window, extract_file)
    for step in STEPS:
        window.show_page(step)
        settled(qtbot, window)
        for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit):
            for control in window.pages[step].findChildren(kind):
                if not control.isVisible() or control.parent() is None:
                    continue
                if (
                    control.metaObject()
                    .className()
                    .startswith(("QTableCorner", "QCombo", "QLineEdit", "QHeader"))
                ):
                    continue
                inner = control.objectName().startswith("qt_") or isinstance(
                    control.parent(), (QComboBox, QLineEdit)
                )
                if not inner:
                    text = control.text() if isinstance(control, QAbstractButton) else ""
                    assert control.accessibleName() or text, (step, control)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("c", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast(c: Colours) -> None:
    grounds = (c.window, c.surface)
    for text in (c.text, c.muted, c.accent, c.error, c.warning, c.query, c.good):
        for ground in grounds:
            assert contrast(text, ground) >= 4.5, (text, ground)
    for word in ("error", "warning", "query", "good", "accent"):
        soft = getattr(c, f"{word}_soft")
        assert contrast(getattr(c, word), soft) >= 4.5, word
        assert contrast(c.text, soft) >= 4.5, word
    assert contrast(c.on_accent, c.accent) >= 4.5
    assert all(contrast(c.edge, ground) >= 3 for ground in grounds)


def test_looks_can_be_changed_with_a_file_open(qtbot, window, extract_file):
    opened(qtbot, window, extract_file)
    for theme, zoom in (("dark", 1), ("light", 1), ("system", -1)):
        window.appearance.set_theme(theme)
        window.appearance.set_zoom(zoom)
        settled(qtbot, window)
        assert check_page(window).panel.model.rowCount() == 2_000
    window.appearance.set_zoom(0)
    assert window.workspace.preferences.zoom == 1.0


def test_at_twice_the_text_size_a_small_window_scrolls_to_what_has_the_keyboard(
    qtbot, window, extract_file
):
    window.resize(1270, 770)
    opened(qtbot, window, extract_file)
    window.show_page("check")
    window.appearance.set_zoom(9)
    qtbot.waitUntil(lambda: window.fontMetrics().height() > 25, timeout=WAIT)
    settled(qtbot, window)
    page = check_page(window)
    qtbot.waitUntil(lambda: page.panel.grid.height() > 250, timeout=WAIT)
    room = page.parentWidget()
    assert page.height() > room.height(), "the page needs more than there is"
    for part in (page.groups, page.panel.search, page.panel.grid, page.panel.columns):
        part.setFocus()
        seen = QRect(part.mapTo(room, QPoint(0, 0)), part.size()) & room.rect()
        assert seen.width() > 0.9 * part.width(), part.accessibleName()
        assert seen.height() > 0.9 * part.height(), part.accessibleName()
    top = page.verdict.chips["error"]
    assert top.geometry().top() >= page.verdict.height() // 2, "below the verdict"
    window.appearance.set_zoom(0)
    qtbot.waitUntil(lambda: window.fontMetrics().height() < 25, timeout=WAIT)
    settled(qtbot, window)
    page = check_page(window)
    qtbot.waitUntil(lambda: page.height() <= page.parentWidget().height(), timeout=WAIT)


def test_a_fault_of_ours_shows_a_report_without_its_message(qtbot):
    try:
        raise ValueError("NHS 9990000018")
    except ValueError as error:
        dialog = FaultDialog(error)
    qtbot.addWidget(dialog)
    assert "ValueError" in dialog.report.toPlainText()
    assert "9990000018" not in dialog.report.toPlainText()


class _WindowsShown(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched, event):  # noqa: N802
        if (
            event.type() == QEvent.Type.Show
            and isinstance(watched, QWidget)
            and watched.isWindow()
            and watched.windowType() is not Qt.WindowType.ToolTip
        ):
            self.names.append(type(watched).__name__)
        return False


def test_opening_a_file_and_going_through_the_pages_shows_no_other_window(
    qtbot, window, extract_file
):
    shown, application = _WindowsShown(), QApplication.instance()
    application.installEventFilter(shown)
    try:
        opened(qtbot, window, extract_file)
        for step in ("open", "check", "fix", "preview", "submit"):
            window.show_page(step)
            settled(qtbot, window)
        window.appearance.set_zoom(2)  # pages are made anew
        settled(qtbot, window)
    finally:
        application.removeEventFilter(shown)
    assert shown.names == []
