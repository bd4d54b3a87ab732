"""What was read: the verdict first, what the file lacks, and what it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.findings.undecided_rows import UndecidedRows
from ui.fixing.council_profile import CouncilProfile
from ui.theme import LARGE, MEDIUM
from ui.widgets.choice import Choice
from ui.widgets.date_order import DateOrderBar
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import Card, button, clear, label, notice, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.review.about_file import AboutFile
    from cldvalidator.review.opened import Opened

_MOST_NAMED = 8


class WhatWasRead(Card):
    """One card about the file. match_wanted: columns are to be matched to missing fields."""

    match_wanted = Signal()

    def __init__(self, opened: Opened, workspace: Workspace, profile: CouncilProfile) -> None:
        from cldvalidator.review.about_file import about_file
        from cldvalidator.review.date_notice import date_notices

        super().__init__(spacing=MEDIUM)
        self._workspace = workspace
        reading = opened.extract.reading
        about = about_file(opened)
        self.add(label(reading.name, "heading"), label(about.form, "muted"))
        self.go = button(
            "See what is wrong",
            lambda: workspace.page_wanted.emit("check"),
            kind="main",
            icon_name="check",
        )
        self._facts: dict[str, QLabel] = {}
        self._verdict = QVBoxLayout()
        self._judged: object = None
        self.add(self._verdict)
        self.judge(opened)
        dates = DateOrderBar(workspace, in_full=True)
        has_notices = bool(date_notices(opened.extract))
        if has_notices:
            self.add(dates)
        self.undecided = UndecidedRows(workspace)
        self.undecided.decided.connect(self.go.setFocus)
        self.add(self.undecided)
        if reading.missing:
            self.add(self._missing(opened))
        older = opened.evidence.release in ("1", "mixed")
        if opened.specification.release == "2" and older:
            self.add(_older(workspace))
        for text in about.notices:
            self.add(notice("warning", text))
        words = _facts(opened, about)
        self._facts = {name: label(word, "fact", wrap=False) for name, word in words.items()}
        facts = [_fact(title, value) for title, value in self._facts.items()]
        self.add(FlowLayout(*facts, spacing=MEDIUM))
        if len(reading.sheets) > 1:
            self.add(_sheets(opened, workspace, profile))
        self.add(_release(opened, workspace, about.evidence))
        if not has_notices:
            self.add(dates)

    def judge(self, opened: Opened) -> None:
        """Say whether the file is ready, as it is now."""
        from cldvalidator.review.verdict import verdict

        self._tell_facts(opened)
        judged = verdict(opened.result)
        if judged == self._judged:
            return
        self._judged = judged
        had_it = self.window().focusWidget() is self.go
        self.go.setParent(self)  # it outlives the notice that it stands in
        clear(self._verdict)
        message = notice(judged.tone, judged.title, judged.sentence, beside=self.go)
        self.go.show()
        self._verdict.addWidget(message)
        if had_it:
            message.show()  # what is not seen yet takes no focus
            self.go.setFocus()

    def _tell_facts(self, opened: Opened) -> None:
        """Say what the file is now, after what was decided about it."""
        from cldvalidator.review.about_file import about_file

        if self._facts:
            for name, words in _facts(opened, about_file(opened)).items():
                self._facts[name].setText(words)

    def _missing(self, opened: Opened) -> Card:
        """Name the missing fields, those first without which nothing is known of a person."""
        known = opened.specification.by_name
        names = sorted(
            opened.extract.reading.missing,
            key=lambda n: (known[n].identifies is None, not known[n].in_national_checks),
        )
        count, more = len(names), len(names) - _MOST_NAMED
        also = f" and {more} more" if more > 0 else ""
        title = "1 field is missing" if count == 1 else f"{count} fields are missing"
        match = button("Match their columns", self.match_wanted.emit)
        return notice(
            "warning",
            f"{title}: {', '.join(names[:_MOST_NAMED])}{also}.",
            "If a column has another name, choose its field below. A missing field is written "
            "empty, and counts as blank in the national figures.",
            beside=match,
        )


def _facts(opened: Opened, about: AboutFile) -> dict[str, str]:
    return {
        "Records": f"{len(opened.extract):,}",
        "Columns": f"{len(opened.extract.reading.headers)}",
        "Council": about.council,
        "Period stated": about.period,
        "Specification": about.release,
    }


def _fact(title: str, value: QLabel) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, LARGE, 0)
    layout.setSpacing(2)
    layout.addWidget(label(title, "muted", wrap=False))
    layout.addWidget(value)
    return made


def _sheets(opened: Opened, workspace: Workspace, profile: CouncilProfile) -> QHBoxLayout:
    reading = opened.extract.reading
    choose = Choice()
    choose.addItems(list(reading.sheets))
    choose.setCurrentText(reading.sheet or "")
    choose.setAccessibleName("Sheet of the workbook")

    def ask_for(name: str) -> None:
        keep = partial(profile.keep_sheet, name)
        if name != reading.sheet and not workspace.open_again(sheet=name, then=keep):
            choose.setCurrentText(reading.sheet or "")

    choose.textActivated.connect(ask_for)
    return row(label("Sheet", "strong", wrap=False), choose, None)


def _release(opened: Opened, workspace: Workspace, evidence: str) -> QHBoxLayout:
    choose = Choice()
    for release in ("1", "2"):
        choose.addItem(f"Check against Release {release}", release)
    choose.setCurrentIndex(choose.findData(opened.specification.release))
    choose.setAccessibleName("Release to check against")
    now = choose.currentIndex()

    def ask_for(place: int) -> None:
        if place != now and not workspace.open_again(release=choose.itemData(place)):
            choose.setCurrentIndex(now)

    choose.activated.connect(ask_for)
    words = label(evidence, "muted")
    line = row(choose, words)
    line.setStretch(1, 1)
    return line


def _older(workspace: Workspace) -> Card:
    """Say what to do about a file with values of the older release."""
    return notice(
        "warning",
        "This file uses many Release 1 values, which fail Release 2 checks.",
        "Convert them first: most of the errors go at once. For a year that was submitted as "
        "Release 1, check against Release 1.",
        beside=button("Convert to Release 2 ...", workspace.release_2_wanted.emit),
    )
