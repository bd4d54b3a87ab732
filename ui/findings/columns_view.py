"""Columns at a glance: the share filled, the values drawn small, the rows with findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cldvalidator.wording import counted
from ui.grid.filter_bar import add_condition
from ui.theme import SMALL
from ui.widgets.choice import Choice
from ui.widgets.heat_grid import Heat, HeatCell, HeatGrid
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import Elided, Refreshed, column, in_reading_order, label, row
from ui.widgets.room import lines
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from cldvalidator.review.column_profiles import ColumnProfile
    from cldvalidator.review.heat_map import Across, Counted, HeatMap, Rise
    from cldvalidator.review.opened import Opened
    from cldvalidator.task import Task

NAME = "Columns"
GLANCE = "At a glance"
MAPS: dict[str, tuple[Counted, Across]] = {
    "Blank cells by event type": ("blank", "event type"),
    "Findings by event type": ("with findings", "event type"),
    "Blank cells by month": ("blank", "month"),
    "Findings by month": ("with findings", "month"),
}
HINT = "Choose a value, a month, a range or a share to see its rows."
NO_RISE = "No column has clearly risen from a month on. Months are those of Event Start Date."
MOST_RISES = 3
_COVERED = "covered"
_FIELDS = ("Field", "Filled", "Values", "Where they lie")
_HEADS = {
    "values": "Most frequent value",
    "months": "Month",
    "years": "Year",
    "decades": "Decade",
    "centuries": "Century",
    "numbers": "Number",
}


class ColumnsView(Refreshed):
    """The fields; beside them the values, months or numbers of the one that is chosen.

    findings: whether the shares with findings are shown as well.
    """

    def __init__(self, workspace: Workspace, *, findings: bool = True) -> None:
        super().__init__()
        self._workspace, self._findings = workspace, findings
        self._lane = "columns" if findings else "columns as read"
        self._profiles: dict[str, ColumnProfile] = {}
        self._file: object = None
        self._kept: str | None = None
        self.fields = ListingView("Fields of the file")
        self.fields.chosen.connect(self._show_bars)
        self.fields.moved.connect(lambda: self._show_bars(self.fields.current_key()))
        self.heading = label("", "heading")
        self.about = label("", "muted")
        self.bars = ListingView("Values of the field")
        self.bars.chosen.connect(self._filter)
        self.fields.setMinimumHeight(lines(self, 8))
        beside = QWidget()
        beside.setLayout(column(self.heading, self.about, self.bars))
        beside.layout().setStretch(2, 1)  # type: ignore[union-attr]
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self.fields)
        across.addWidget(beside)
        across.setStretchFactor(0, 2)
        across.setStretchFactor(1, 1)
        across.setSizes([700, 340])
        self.map = HeatGrid("Fields by event type")
        self.map.chosen.connect(self._filter_cell)
        self._heat: HeatMap | None = None
        self._stack = QStackedWidget()
        for part in (in_reading_order(across), self.map):
            self._stack.addWidget(part)
        self.shown = Choice()
        self.shown.setAccessibleName("What is shown of the columns")
        maps = [name for name, (counted, _) in MAPS.items() if findings or counted == "blank"]
        self.shown.addItems([GLANCE, *maps])
        self.shown.activated.connect(lambda _: self.refresh())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        self.hint = Elided("muted", lines=2)
        self.hint.setMinimumHeight(lines(self, 2))
        above = row(self.shown, self.hint, spacing=SMALL)
        above.setStretch(1, 1)
        layout.addLayout(above)
        layout.addWidget(self._stack, 1)
        workspace.checked.connect(self.refresh_when_seen)
        workspace.hidden_changed.connect(self.refresh_when_seen)
        workspace.file_changed.connect(self._file_changed)
        self.refresh_when_seen()

    def take_over(self, earlier: ColumnsView) -> None:
        """Keep what is shown of the columns, and which of them is looked at."""
        self.shown.setCurrentText(earlier.shown.currentText())
        self._kept = earlier.fields.current_key()

    def _file_changed(self) -> None:
        self._kept = None
        self._profiles, self._heat = {}, None
        self.map.show_heat(Heat())
        self.fields.show_listing(EMPTY)
        self._show_bars(None)

    def refresh(self) -> None:
        """Count the columns of the file as it is now, off the window's thread."""
        opened, file = self._workspace.opened, self._workspace.file
        if opened is None:
            return
        shown = self.shown.currentText()
        self._stack.setCurrentIndex(0 if shown == GLANCE else 1)
        self.hint.setText(HINT)
        if shown in MAPS:
            self._count(opened, *MAPS[shown])
            return

        def work(task: Task) -> tuple[tuple[ColumnProfile, ...], HeatMap]:
            from cldvalidator.review.column_profiles import column_profiles
            from cldvalidator.review.heat_map import heat_map

            profiles = column_profiles(opened)
            task.step("")
            return profiles, heat_map(opened, "with findings", "month")

        def done(found: tuple[tuple[ColumnProfile, ...], HeatMap]) -> None:
            if self._workspace.file is file:
                self._file = file
                risen = _risen_first(found[1])
                self._show(found[0], risen.field if risen is not None else None)
                worse = rises_in_words(found[1], "Findings have risen most in")
                self.hint.setText(worse or HINT)

        self._workspace.jobs.start(self._lane, work, done, quiet=True)

    def _count(self, opened: Opened, counted: Counted, across: Across) -> None:
        """Count the cells of the heat map, off the window's thread."""
        file = self._workspace.file

        def work(_: Task) -> HeatMap:
            from cldvalidator.review.heat_map import heat_map

            return heat_map(opened, counted, across)

        def done(found: HeatMap) -> None:
            if self._workspace.file is file:
                self._file, self._heat = file, found
                self.map.show_heat(heat_of(found))
                self.map.setAccessibleName(f"Fields by {across}")
                if across == "month" and (risen := _risen_first(found)) is not None:
                    self.map.go_to(found.fields.index(risen.field), found.groups.index(risen.since))
                self.hint.setText(rises_in_words(found) or NO_RISE if across == "month" else HINT)

        self._workspace.jobs.start(self._lane, work, done, quiet=True)

    def _filter_cell(self, field: int, group: int) -> None:
        """Show the rows of a cell of the heat map that is shown."""
        if self._heat is not None and self._file is self._workspace.file:
            add_condition(self._workspace, self._heat.condition(field, group))

    def _show(self, found: tuple[ColumnProfile, ...], risen: str | None) -> None:
        """List the fields. risen: the one to begin at, where none was looked at before."""
        key, self._kept = self.fields.current_key() or self._kept, None
        self._profiles = {p.name: p for p in found}
        listing = listing_of(found, self._workspace.covering(), findings=self._findings)
        self.fields.show_listing(listing, stretch=len(listing.headers) - 1)
        if found and not self.fields.select_key(key) and not self.fields.select_key(risen):
            self.fields.selectRow(0)
        self._show_bars(self.fields.current_key())

    def _show_bars(self, name: str | None) -> None:
        """Show the bars of a field as a table."""
        profile = self._profiles.get(name or "")
        self.heading.setText(profile.name if profile is not None else "")
        if profile is None or self._workspace.covered(profile.name):
            self.about.setText("Values of this field are covered." if profile is not None else "")
            self.bars.show_listing(EMPTY)
            return
        rest = (
            f" {counted(profile.rest, 'filled row holds another', 'filled rows hold others')}."
            if profile.rest and profile.bars
            else ""
        )
        self.about.setText(
            f"{profile.filled:,} of {profile.rows:,} rows filled, "
            f"{counted(profile.distinct, 'different value')}.{rest}"
        )
        self.bars.show_listing(bars_of(profile))

    def _filter(self, place: int) -> None:
        """Show the rows of a bar, of the file that is shown here."""
        profile = self._profiles.get(self.heading.text())
        if profile is not None and self._file is self._workspace.file:
            add_condition(self._workspace, profile.bars[place].condition)


def listing_of(
    profiles: tuple[ColumnProfile, ...], covered: Callable[[str], bool], *, findings: bool = True
) -> Listing:
    """Return the table of fields; the bars are drawn small, and their words are in it as well."""

    def most(profile: ColumnProfile) -> str:
        if covered(profile.name):
            return _COVERED
        top = sorted(profile.bars, key=lambda b: -b.rows)[:1]
        return "".join(f"{b.label} ({_share(b.rows, profile.rows)})" for b in top)

    names = [p.name for p in profiles]
    failing = [_share(p.failing, p.rows) if p.failing else "" for p in profiles]
    return Listing(
        (*_FIELDS, *(("With findings",) if findings else ()), "Most"),
        (
            names,
            [_share(p.filled, p.rows) for p in profiles],
            [p.distinct for p in profiles],
            [""] * len(names),
            *([failing] if findings else []),
            [most(p) for p in profiles],
        ),
        keys=names,
        sparks=[tuple(b.rows for b in p.bars) for p in profiles],
        spark_in=3,
    )


def bars_of(profile: ColumnProfile) -> Listing:
    """Return the bars of a field as a table."""
    most = max((b.rows for b in profile.bars), default=1) or 1
    return Listing(
        (_HEADS.get(profile.kind, "Value"), "", "Rows", "Share"),
        (
            [b.label for b in profile.bars],
            [""] * len(profile.bars),
            [b.rows for b in profile.bars],
            [_share(b.rows, profile.rows) for b in profile.bars],
        ),
        keys=[*range(len(profile.bars))],
        sparks=[(b.rows / most,) for b in profile.bars],
        spark_in=1,
        ordered_by={} if profile.kind == "values" else {0: range(len(profile.bars))},
    )


def heat_of(found: HeatMap) -> Heat:
    """Return a heat map as it is drawn and heard."""

    def cell(field: int, group: int) -> HeatCell:
        count, rows = int(found.counts[field, group]), int(found.rows[group])
        text = _share(count, rows) if count else ""
        words = (
            f"{found.fields[field]}, {found.groups[group]}: {count:,} of {rows:,} rows "
            f"{found.counted}"
        )
        return HeatCell(found.share(field, group), text, words)

    places = range(len(found.groups))
    return Heat(
        found.groups, found.fields, [[cell(f, g) for g in places] for f in range(len(found.fields))]
    )


def rises_in_words(found: HeatMap, begin: str = "Risen most:") -> str:
    """Say which columns have clearly risen, and since when; "" for none."""
    from cldvalidator.review.heat_map import rises

    risen = rises(found)
    if not risen:
        return ""
    each = (
        f"{r.field}, {100 * r.after:.1f}% since {r.since}, {100 * r.before:.1f}% before"
        for r in risen[:MOST_RISES]
    )
    more = len(risen) - MOST_RISES
    return f"{begin} {'; '.join(each)}{f'; and {more:,} more' if more > 0 else ''}."


def _risen_first(found: HeatMap) -> Rise | None:
    from cldvalidator.review.heat_map import rises

    return next(iter(rises(found)), None)


def _share(part: int, whole: int) -> str:
    if not whole or not part:
        return "0%"
    share = 100 * part / whole
    return "100%" if part == whole else f"{min(max(share, 0.1), 99.9):.1f}%"
