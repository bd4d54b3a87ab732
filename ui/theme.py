"""Colours, spacing and type of the window, light and dark: few colours, each with one meaning."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from cldvalidator.bundled import bundled

TIGHT, SMALL, MEDIUM, LARGE, WIDE = 4, 8, 12, 16, 24
"""The spacing scale, in pixels of a 100% screen."""
BASE_POINTS = 10.0
ZOOMS = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)


@dataclass(frozen=True)
class Colours:
    """A set of colours; `x_soft` is the ground on which `x` is written."""

    name: str
    window: str
    surface: str
    line: str
    edge: str
    text: str
    muted: str
    accent: str
    accent_soft: str
    on_accent: str
    error: str
    error_soft: str
    warning: str
    warning_soft: str
    query: str
    query_soft: str
    good: str
    good_soft: str

    def severity(self, word: str, *, soft: bool = False) -> QColor:
        """Return the colour of a severity ("error", "warning", "query")."""
        name: str = getattr(self, f"{word}_soft" if soft else word)
        return QColor(name)


LIGHT = Colours(
    name="light",
    window="#f5f6f8",
    surface="#ffffff",
    line="#dfe3e9",
    edge="#7b8794",
    text="#1b2430",
    muted="#4d5a6a",
    accent="#0b5cad",
    accent_soft="#e1edf9",
    on_accent="#ffffff",
    error="#a8201a",
    error_soft="#fde7e5",
    warning="#7a4a00",
    warning_soft="#fff0d1",
    query="#55449a",
    query_soft="#edeaf8",
    good="#1b6638",
    good_soft="#e1f3e7",
)
DARK = Colours(
    name="dark",
    window="#14181e",
    surface="#1d232b",
    line="#343e4a",
    edge="#8593a3",
    text="#e8ecf1",
    muted="#b3bdc9",
    accent="#86bdf4",
    accent_soft="#20384f",
    on_accent="#0d1b29",
    error="#ffa79f",
    error_soft="#4a2421",
    warning="#f4c568",
    warning_soft="#43351a",
    query="#c8bcf8",
    query_soft="#352f52",
    good="#8fd8a8",
    good_soft="#1e3f2c",
)

_now = LIGHT
_sheet = ""


def colours() -> Colours:
    """Return the colours in use."""
    return _now


def is_dark(wanted: str) -> bool:
    """Say whether "light", "dark" or "system" means dark now."""
    if wanted == "system":
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return wanted == "dark"


def apply_theme(application: QApplication, wanted: str, zoom: float) -> None:
    """Give the application its colours and its size of text, and each dressed window its sheet.

    wanted: "system", "light" or "dark". zoom: 1.0 is the normal size.
    """
    global _now, _sheet  # noqa: PLW0603 - painters need the colours in use at any depth
    _now = DARK if is_dark(wanted) else LIGHT
    application.setPalette(_palette(_now))
    font = application.font()
    font.setPointSizeF(BASE_POINTS * zoom)
    application.setFont(font)
    _sheet = _style_sheet(_now, BASE_POINTS * zoom)
    for window in application.topLevelWidgets():
        if window.styleSheet():
            dress(window)


def dress(window: QWidget) -> None:
    """Put the style sheet in force on a window, and on all that is put into it from then on.

    It is the window's and not the application's: with one of the application Qt styles a widget
    anew, with all in it, each time it is put into another one. What is built outside the window is
    styled once, when it comes into it: of a page's 0.22 s that saves 0.14.
    """
    window.setStyleSheet(_sheet)


def _palette(c: Colours) -> QPalette:
    roles = {
        QPalette.ColorRole.Window: c.window,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.surface,
        QPalette.ColorRole.AlternateBase: c.window,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.PlaceholderText: c.muted,
        QPalette.ColorRole.Button: c.surface,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.ToolTipBase: c.surface,
        QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent,
        QPalette.ColorRole.Accent: c.accent,
        QPalette.ColorRole.Link: c.accent,
        QPalette.ColorRole.LinkVisited: c.accent,
        QPalette.ColorRole.Mid: c.line,
        QPalette.ColorRole.Dark: c.edge,
    }
    palette = QPalette()
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
        QPalette.ColorRole.WindowText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.edge))
    return palette


def _style_sheet(c: Colours, points: float) -> str:
    icons = Path(str(bundled("icons"))).as_posix()
    return f"""
QWidget {{ color: {c.text}; }}
QMainWindow, QDialog, QWidget#page {{ background: {c.window}; }}
QLabel {{ background: transparent; }}
QLabel[role="title"] {{ font-size: {points * 1.8:.1f}pt; font-weight: 600; }}
QLabel[role="heading"], QLabel[role="fact"] {{ font-size: {points * 1.2:.1f}pt; font-weight: 600; }}
QLabel[role="number"] {{ font-size: {points * 1.8:.1f}pt; font-weight: 600; }}
QLabel[role="muted"] {{ color: {c.muted}; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="error"] {{ color: {c.error}; }}
QLabel[tone="error"] {{ color: {c.error}; }}
QLabel[tone="warning"] {{ color: {c.warning}; }}
QLabel[tone="query"] {{ color: {c.query}; }}
QLabel[tone="good"] {{ color: {c.good}; }}
QFrame#card {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px; }}
QFrame#card[tone="error"] {{ background: {c.error_soft}; border-color: {c.error}; }}
QFrame#card[tone="warning"] {{ background: {c.warning_soft}; border-color: {c.warning}; }}
QFrame#card[tone="query"] {{ background: {c.query_soft}; border-color: {c.query}; }}
QFrame#card[tone="good"] {{ background: {c.good_soft}; border-color: {c.good}; }}
QFrame#drop {{ background: {c.surface}; border: 2px dashed {c.edge}; border-radius: 12px; }}
QFrame#drop[over="true"] {{ background: {c.accent_soft}; border-color: {c.accent}; }}
QFrame#rail {{ background: {c.surface}; border: none; border-right: 1px solid {c.line}; }}
QFrame#rail QToolButton {{ border: 2px solid transparent; border-radius: 8px; padding: 8px 10px;
  text-align: left; background: transparent; }}
QFrame#rail QToolButton:hover {{ background: {c.window}; }}
QFrame#rail QToolButton:checked {{ background: {c.accent_soft}; color: {c.accent};
  font-weight: 600; border-left-color: {c.accent}; }}
QFrame#rail QToolButton:focus {{ border-color: {c.accent}; }}
QFrame#foot {{ background: {c.surface}; border-top: 1px solid {c.line}; }}
QPushButton {{ background: {c.surface}; border: 1px solid {c.edge}; border-radius: 6px;
  padding: 6px 14px; }}
QPushButton:hover {{ background: {c.accent_soft}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 5px 13px; }}
QPushButton:disabled {{ color: {c.edge}; border-color: {c.line}; }}
QPushButton[kind="main"] {{ background: {c.accent}; color: {c.on_accent};
  border-color: {c.accent}; font-weight: 600; }}
QPushButton[kind="main"]:hover {{ background: {c.accent}; }}
QPushButton[kind="main"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[kind="main"]:disabled {{ background: {c.line}; color: {c.muted};
  border-color: {c.line}; }}
QPushButton[kind="link"] {{ background: transparent; border: 2px solid transparent;
  color: {c.accent}; padding: 4px 2px; text-align: left; }}
QPushButton[kind="link"]:hover {{ text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {c.accent}; padding: 4px 2px; }}
QPushButton[kind="heading"] {{ background: transparent; border: 2px solid transparent;
  color: {c.accent}; font-size: {points * 1.2:.1f}pt; font-weight: 600; padding: 1px;
  margin-left: -3px; text-align: left; }}
QPushButton[kind="heading"]:hover {{ text-decoration: underline; }}
QPushButton[kind="heading"]:focus {{ border: 2px solid {c.accent}; padding: 1px; }}
QPushButton[kind="choice"] {{ padding: 6px 12px; }}
QPushButton[kind="choice"]:focus {{ padding: 5px 11px; }}
QPushButton[kind="choice"]:checked {{ background: {c.accent_soft}; color: {c.accent};
  border: 2px solid {c.accent}; padding: 5px 11px; }}
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit, QDateEdit {{ background: {c.surface};
  border: 1px solid {c.edge}; border-radius: 6px; padding: 5px 8px;
  placeholder-text-color: {c.muted};
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus, QDateEdit:focus {{
  border: 2px solid {c.accent}; padding: 4px 7px; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: none; }}
QLineEdit {{ padding-bottom: 6px; }}
QLineEdit:focus {{ padding-bottom: 5px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox QAbstractItemView {{ border: 1px solid {c.edge}; border-radius: 0; padding: 2px; }}
QComboBox QAbstractItemView::item {{ min-height: {points * 2.2:.0f}px; padding: 2px 8px; }}
QComboBox QAbstractItemView::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QComboBox::drop-down {{ border: none; width: 24px; }}
QComboBox::down-arrow {{ image: url("{icons}/chevron-{c.name}.svg"); width: 14px; height: 14px; }}
QAbstractItemView {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 6px;
  alternate-background-color: {c.window}; selection-background-color: {c.accent_soft};
  selection-color: {c.text}; outline: none; }}
QAbstractItemView:focus {{ border: 2px solid {c.accent}; }}
QTableView::item {{ padding-left: 5px; padding-right: 5px; }}
QTableView::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QTreeWidget#contents::item {{ padding: 4px 2px; }}
QTreeWidget#contents::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QTextBrowser {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
QTextBrowser:focus {{ border: 2px solid {c.accent}; }}
QTabWidget::pane {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px;
  top: -1px; }}
QTabBar::tab {{ background: transparent; border: 2px solid transparent; padding: 6px 14px;
  margin-right: 4px; border-bottom: 3px solid transparent; }}
QTabBar::tab:selected {{ color: {c.accent}; border-bottom-color: {c.accent}; font-weight: 600; }}
QTabBar::tab:focus {{ border-color: {c.accent}; }}
QSplitter#calm::handle {{ background: transparent; }}
QHeaderView {{ background: {c.window}; border: none; }}
QHeaderView::section {{ background: {c.window}; color: {c.muted}; border: none;
  border-bottom: 1px solid {c.line}; border-right: 1px solid {c.line}; padding: 5px 8px; }}
QHeaderView::section:horizontal:last, QHeaderView::section:horizontal:only-one {{
  border-right: none; }}
QHeaderView::up-arrow, QHeaderView::down-arrow {{ subcontrol-origin: border;
  subcontrol-position: top center; width: 8px; height: 8px; }}
QTableCornerButton::section {{ background: {c.window}; border: none; }}
QProgressBar {{ border: none; border-radius: 3px; background: {c.line}; max-height: 6px; }}
QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
QSplitter::handle {{ background: {c.line}; }}
QScrollArea {{ background: transparent; border: none; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QWidget#scrolled {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.edge}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator, QListWidget::indicator {{ width: 16px; height: 16px;
  border: 1px solid {c.edge}; background: {c.surface}; }}
QCheckBox::indicator, QListWidget::indicator {{ border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QDialog QListWidget::item {{ padding: 3px 0; }}
QCheckBox::indicator:checked, QListWidget::indicator:checked {{
  image: url("{icons}/tick-{c.name}.svg"); background: {c.accent}; border-color: {c.accent}; }}
QRadioButton::indicator:checked {{ border: 5px solid {c.accent}; width: 8px; height: 8px; }}
QCheckBox:focus, QRadioButton:focus {{ color: {c.accent}; text-decoration: underline; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.edge}; padding: 4px; }}
QMenuBar {{ background: {c.surface}; border-bottom: 1px solid {c.line}; }}
QMenuBar::item {{ padding: 5px 10px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.accent_soft}; }}
QMenu {{ background: {c.surface}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 6px 24px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.edge}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
"""
