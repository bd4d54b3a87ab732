"""The text of the help: shows the guide and what has a name, and loads nothing from anywhere."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from ui.help.pictures import SCHEME, SHOWN, PictureDialog, fitted
from ui.help.rich_text import linked_name, style_sheet
from ui.theme import LARGE, colours

PROPORTIONAL = int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
WIDEST = 620
"""Points that a picture takes at most; a click shows it in full size."""
_ABOVE = {2: 18, 3: 14}
_BELOW = {1: 10, 2: 6, 3: 4}
"""Distances around headings by their level, the same as in `style_sheet`."""


class SealedDocument(QTextDocument):
    """A text that gets no style, file or picture, whatever it names, but those of the help."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        """Return a picture of the help, else one of one clear point, or no text.

        Qt reads the file if it gets nothing.
        """
        if kind != int(QTextDocument.ResourceType.ImageResource.value):
            return ""
        shown = shown_picture(QUrl(name))
        if shown is not None:
            room = self._view.width() - 3 * LARGE
            return fitted(shown, min(room, WIDEST), self._view.devicePixelRatioF())
        clear = QImage(1, 1, QImage.Format.Format_ARGB32)
        clear.fill(0)
        return clear


def shown_picture(address: QUrl) -> str | None:
    """Return which picture of the help an address names; None for any other address."""
    return address.path() if address.scheme() == SCHEME and address.path() in SHOWN else None


class HelpText(QTextBrowser):
    """One part of the help. wanted: the name of the part that a link leads to."""

    wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: QTextDocument | None = None
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setAccessibleName("Text of the help")
        self.anchorClicked.connect(self._follow)

    def show_markdown(self, text: str) -> None:
        """Show a text of the guide. Markup other than Markdown in it is shown as it stands."""
        document = self._new()
        features = QTextDocument.MarkdownFeature
        document.setMarkdown(text, features.MarkdownDialectGitHub | features.MarkdownNoHTML)
        _dress(document)
        self._show(document)

    def show_rich_text(self, text: str) -> None:
        """Show rich text made by `rich_text`."""
        document = self._new()
        document.setHtml(text)
        self._show(document)

    def begin_at(self, heading: str) -> None:
        """Bring a heading to the top; the text stays where it is when it has none of that name."""
        block = self.document().begin()
        while block.isValid():
            if heading and block.blockFormat().headingLevel() and block.text() == heading:
                self.moveCursor(QTextCursor.MoveOperation.End)
                self.setTextCursor(QTextCursor(block))
                return
            block = block.next()

    def _new(self) -> QTextDocument:
        document = SealedDocument(self)
        document.setUndoRedoEnabled(False)
        document.setDefaultFont(self.font())
        document.setDocumentMargin(LARGE)
        document.setDefaultStyleSheet(style_sheet())
        return document

    def _show(self, document: QTextDocument) -> None:
        """Give the lines room and put the document in place, which lays it out only once."""
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        lines = QTextBlockFormat()
        lines.setLineHeight(120, PROPORTIONAL)
        cursor.mergeBlockFormat(lines)
        _no_room_below_pictures(document)
        earlier, self._shown = self._shown, document
        self.setDocument(document)
        if earlier is not None:
            earlier.deleteLater()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _follow(self, address: QUrl) -> None:
        name = linked_name(address)
        shown = shown_picture(address)
        if name is not None:
            self.wanted.emit(name)
        elif shown is not None:
            PictureDialog(shown, self).open()


def _no_room_below_pictures(document: QTextDocument) -> None:
    single = QTextBlockFormat()
    single.setLineHeight(100, PROPORTIONAL)
    block = document.begin()
    while block.isValid():
        if "\N{OBJECT REPLACEMENT CHARACTER}" in block.text():
            QTextCursor(block).mergeBlockFormat(single)
        block = block.next()


def _dress(document: QTextDocument) -> None:
    """Give Markdown the sizes and distances of the rest of the help."""
    whole = QTextCursor(document)
    whole.beginEditBlock()
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        level = block.blockFormat().headingLevel()
        spaces = QTextBlockFormat()
        spaces.setTopMargin(_ABOVE.get(level, 0))
        in_table = cursor.currentTable() is not None
        in_list = block.textList() is not None
        spaces.setBottomMargin(0 if in_table else 4 if in_list else _BELOW.get(level, 8))
        if in_list and block.next().textList() is None:
            spaces.setBottomMargin(8)
        cursor.mergeBlockFormat(spaces)
        if level:
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            size = QTextCharFormat()
            size.setFontWeight(QFont.Weight.DemiBold)
            size.setProperty(QTextFormat.Property.FontSizeAdjustment, max(0, 3 - level))
            cursor.mergeCharFormat(size)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _set_up_table(frame)
    whole.endEditBlock()


def _set_up_table(table: QTextTable) -> None:
    """Make a table as `style_sheet` makes them: as wide as the page, a thin line below each row."""
    form = table.format()
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 99))
    form.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in (40, 60)]
    )
    form.setBorder(0)
    form.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    form.setCellPadding(0)
    form.setCellSpacing(0)
    table.setFormat(form)
    line = QColor(colours().line)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            look = cell.format().toTableCellFormat()
            look.setTopPadding(5)
            look.setBottomPadding(5)
            look.setRightPadding(10)
            look.setBottomBorder(1)
            look.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            look.setBottomBorderBrush(line)
            cell.setFormat(look)
