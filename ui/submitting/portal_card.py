"""Submit: what the portal checks, how the file stands against it, and the form it is written in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from ui.theme import MEDIUM, SMALL, colours
from ui.widgets.parts import Card, button, clear, column, label, picture, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.checks.as_sent import PortalFault
    from cldvalidator.review.portal_list import PortalItem, Size
    from cldvalidator.task import Task
    from cldvalidator.writing.submission import Encoding

_EXAMPLES_SHOWN = 5


class PortalCard(Card):
    """The portal's checks as one block, with the two choices that decide the form of the file."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._written: Size | None = None
        self._faults: tuple[PortalFault, ...] | None = None
        self._scope, self._not_public = label("", "muted"), label("", "muted")
        self._items = QVBoxLayout()
        self._items.setSpacing(SMALL)
        self._as_sent = QVBoxLayout()
        self._as_sent.setSpacing(SMALL)
        self.compress = QCheckBox("Compress with gzip (.csv.gz)")
        self.utf_8 = QCheckBox("Write UTF-8 although some characters will change on arrival")
        self.utf_8.toggled.connect(self.refresh)
        self.examples = label("", "muted")
        self.check_as_sent = button(
            "Check the open file as it is",
            self.judge_as_sent,
            hint="Would the portal take the file you opened, without any change?",
        )
        super().__init__(
            label("What the portal checks", "heading"),
            self._scope,
            self._items,
            self.utf_8,
            self.examples,
            self.compress,
            self._not_public,
            row(self.check_as_sent, None),
            self._as_sent,
            spacing=MEDIUM,
        )
        self.utf_8.hide()
        self.examples.hide()
        workspace.file_changed.connect(self._file_changed)

    @property
    def encoding(self) -> Encoding:
        """The encoding that the user has chosen."""
        return (
            "UTF-8" if self.utf_8.isChecked() and self.utf_8.isVisibleTo(self) else "Windows-1252"
        )

    def name_of(self, name: str) -> str:
        """Return a file name with the endings that it lacks; an empty one stays so."""
        if name and not Path(name).suffix:
            name += ".csv"
        if name and self.compress.isChecked() and not name.lower().endswith(".gz"):
            name += ".gz"
        return name

    def take_over(self, earlier: PortalCard) -> None:
        """Keep what was chosen."""
        self.compress.setChecked(earlier.compress.isChecked())
        self.utf_8.setVisible(earlier.utf_8.isVisibleTo(earlier))
        self.utf_8.setChecked(earlier.utf_8.isChecked())
        if earlier._faults is not None:
            self._show_as_sent(earlier._faults)

    def tell_written(self, size: Size | None) -> None:
        """Take in the size of the file that was written from what is open now, None for none."""
        if size != self._written:
            self._written = size
            self.refresh()

    def refresh(self) -> None:
        """Hold the file as it is now against the portal's checks, off the window's thread."""
        opened, utf_8, written = self._workspace.opened, self.utf_8.isChecked(), self._written
        if opened is None:
            return

        def work(_: Task) -> tuple[list[PortalItem], int, list[tuple[str, str, str]]]:
            from cldvalidator.review.portal_list import (
                arriving,
                cells_that_lack_a_form,
                portal_list,
            )

            extract, specification = opened.extract, opened.specification
            lacking = cells_that_lack_a_form(extract, specification)
            examples = arriving(extract, specification) if lacking else []
            as_utf_8 = utf_8 and lacking > 0
            items = portal_list(extract, specification, utf_8=as_utf_8, written=written)
            return items, lacking, examples

        def done(found: tuple[list[PortalItem], int, list[tuple[str, str, str]]]) -> None:
            if self._workspace.opened is opened:
                self._show(*found)

        self._workspace.jobs.start("portal", work, done, quiet=True)

    def judge_as_sent(self) -> None:
        """Judge the bytes of the open file as the portal would."""
        opened = self._workspace.opened
        path = opened.extract.reading.path if opened is not None else None
        if opened is None or path is None:
            return
        specification = opened.specification

        def work(task: Task) -> tuple[PortalFault, ...]:
            from cldvalidator.checks.as_sent import judge_as_sent
            from cldvalidator.extract.opening import read_side_by_side

            return judge_as_sent(read_side_by_side(path, task), specification, task)

        def done(faults: tuple[PortalFault, ...]) -> None:
            if self._workspace.path == path:
                self._show_as_sent(faults)

        self._workspace.jobs.start("as sent", work, done)

    def _file_changed(self) -> None:
        self._written = None
        self._faults = None
        clear(self._as_sent)
        self.utf_8.setChecked(False)
        self.utf_8.hide()
        self.examples.hide()

    def _show(
        self, items: list[PortalItem], lacking: int, examples: list[tuple[str, str, str]]
    ) -> None:
        from cldvalidator.specification.portal import load_portal

        portal = load_portal()
        self._scope.setText(portal.scope)
        self._not_public.setText(
            "\n".join(["What the portal's public pages do not say:", *portal.not_public])
        )
        clear(self._items)
        for item in items:
            tip = f"{item.check.title}: {item.check.detail}"
            self._items.addLayout(_line(item.tone, f"{item.check.title}: {item.sentence}", tip))
        self.utf_8.setVisible(lacking > 0)
        shown = [f"{text} arrives as {comes} ({field})" for field, text, comes in examples]
        self.examples.setText("\n".join(shown[:_EXAMPLES_SHOWN]))
        self.examples.setVisible(lacking > 0 and self.utf_8.isChecked())

    def _show_as_sent(self, faults: tuple[PortalFault, ...]) -> None:
        self._faults = faults
        clear(self._as_sent)
        name = self._workspace.opened.extract.reading.name if self._workspace.opened else ""
        if not any(f.severity == "error" for f in faults):
            words = f"Nothing stands against sending {name} as it is."
            self._as_sent.addLayout(_line("good", words, ""))
        for fault in faults:
            self._as_sent.addLayout(_line(fault.severity, fault.sentence, ""))


def _line(tone: str, words: str, tip: str) -> QVBoxLayout:
    sign = picture(tone, 20, getattr(colours(), tone))
    sign.setAccessibleName(tone)
    text = label(words)
    text.setToolTip(tip)
    line = row(sign, text)
    line.setStretch(1, 1)
    whole: QVBoxLayout = column(line, spacing=0)
    return whole
