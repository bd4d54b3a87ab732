"""The text of the help: shows the guide and what has a name, and loads nothing from anywhere."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser

from ui.help.rich_text import linked_name, style_sheet
from ui.theme import LARGE, colours

PROPORTIONAL = int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)


class HelpText(QTextBrowser):
    """One part of the help. wanted: the name of the part that a link leads to."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName("Text of the help")
        self.document().setDocumentMargin(LARGE)
        self.anchorClicked.connect(self._follow)

    def loadResource(self, kind: int, name: QUrl) -> Any:  # noqa: N802
        """Load nothing, whatever a text names: no picture, no style, no file."""
        return None

    def show_markdown(self, text: str) -> None:
        """Show a text of the guide. Markup other than Markdown in it is shown as it stands."""
        self.document().setDefaultStyleSheet(style_sheet())
        features = QTextDocument.MarkdownFeature
        self.document().setMarkdown(
            text, features.MarkdownDialectGitHub | features.MarkdownNoHTML
        )
        _dress(self.document())
        self._spread()

    def show_rich_text(self, text: str) -> None:
        """Show rich text made by `rich_text`."""
        self.document().setDefaultStyleSheet(style_sheet())
        self.setHtml(text)
        self._spread()

    def _spread(self) -> None:
        """Give the lines room, begin at the top, and say it to a screen reader."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(120, PROPORTIONAL)
        cursor.mergeBlockFormat(lines)
        for frame in self.document().rootFrame().childFrames():
            if isinstance(frame, QTextTable):
                _rule_off(frame)
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _follow(self, address: QUrl) -> None:
        name = linked_name(address)
        if name is not None:
            self.wanted.emit(name)


def _dress(document: QTextDocument) -> None:
    """Give Markdown the sizes and distances of the rest of the help."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        spaces = QTextBlockFormat()
        level = block.blockFormat().headingLevel()
        if level:
            spaces.setTopMargin(0 if level == 1 else 18)
            spaces.setBottomMargin(10 if level == 1 else 6)
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            weight = QTextCharFormat()
            weight.setFontWeight(QFont.Weight.DemiBold)
            cursor.mergeCharFormat(weight)
        elif block.textList() is not None:
            spaces.setBottomMargin(4)
        elif cursor.currentTable() is None:
            spaces.setBottomMargin(8)
        cursor.mergeBlockFormat(spaces)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_up_table(frame)


def _set_up_table(table: QTextTable) -> None:
    form = table.format()
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in (40, 60)]
    )
    form.setCellPadding(5)
    form.setCellSpacing(0)
    table.setFormat(form)


def _rule_off(table: QTextTable) -> None:
    """Draw a thin line below each row, and nothing else."""
    form = table.format()
    form.setBorder(0)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    table.setFormat(form)
    line = QColor(colours().line)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            look = cell.format().toTableCellFormat()
            look.setBottomBorder(1)
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setBottomBorderBrush(line)
            cell.setFormat(look)
