"""Check: the verdict, the findings in groups, the cells they are in, and what they mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from ui.comparing.state import ComparisonState
from ui.findings import columns_view, selection
from ui.findings.explain import ExplainPane
from ui.findings.grouping import GroupBy
from ui.findings.listings import TEAM, listing_of
from ui.findings.quality import QualityView
from ui.findings.report_dialog import ReportDialog
from ui.findings.undecided_rows import UndecidedRows
from ui.findings.verdict_bar import SEVERITIES, VerdictBar
from ui.fixing.council_profile import CouncilProfile
from ui.grid.panel import GridPanel
from ui.person_wanted import PersonWanted
from ui.rules.dialog import RulesDialog
from ui.theme import MEDIUM, SMALL
from ui.widgets.date_order import DateOrderBar
from ui.widgets.late_stack import LateStack
from ui.widgets.listing import EMPTY, Listing
from ui.widgets.parts import Page, button, column, in_reading_order, row
from ui.widgets.room import lines
from ui.widgets.table import ListingView
from ui.widgets.tabs import Tabs
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.fixes import AcceptedCounts
    from cldvalidator.review.row_choice import RowChoice
    from cldvalidator.task import Task


QUALITY, COLUMNS = 1, 3
"""The places of data quality, and of the columns at a glance, among the views."""
MOST_LETTERS = 130
"""Of a line of the groups: on a wide screen the rows get the room."""


class CheckPage(Page):
    """The second step."""

    _kept: object = None
    """What was selected among the groups before the page was made anew."""

    def __init__(
        self,
        workspace: Workspace,
        profile: CouncilProfile,
        comparison: ComparisonState,
        panel: GridPanel,
    ) -> None:
        super().__init__("Check", "What is wrong, where, and how it affects national figures.")
        self._workspace = workspace
        self._profile, self._comparison = profile, comparison
        self.views_shown = Tabs(
            "Views of the check",
            ("Findings", "Data quality", selection.NAME, columns_view.NAME),
            self._show_view,
            wraps=True,
        )
        self.verdict = VerdictBar()
        self.verdict.chosen.connect(self._severity)
        self.reports = button("Excel reports ...", self.show_reports)
        self.report_dialog: ReportDialog | None = None
        self.head.addLayout(self._beside_title())
        self.undecided = UndecidedRows(workspace)
        self.undecided.decided.connect(self.focus_first)
        self.body.addLayout(column(self.verdict, self.undecided, DateOrderBar(workspace)))

        self.group_by = GroupBy(workspace)
        self.grouping = self.group_by.by
        self.group_by.changed.connect(self._regroup)
        self.group_by.team.activated.connect(lambda _: self._keep_team())
        self.groups = ListingView("Groups of findings")
        self.groups.chosen.connect(self._group_chosen)
        self.groups.moved.connect(lambda: workspace.deferred.defer(self._open_group))
        self.panel = panel
        self.explain = ExplainPane(workspace, profile)
        self.explain.story_wanted.connect(self._show_story)
        right = QSplitter(Qt.Orientation.Vertical)
        right.setChildrenCollapsible(False)
        right.setContentsMargins(SMALL, 0, 0, 0)
        right.addWidget(self.panel)
        right.addWidget(self.explain)
        right.setSizes([380, 240])
        self.groups.setMinimumHeight(lines(self, 8))
        self.panel.grid.setMinimumHeight(lines(self, 10))
        self.explain.setMinimumHeight(lines(self, 5))
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setChildrenCollapsible(False)
        across.addWidget(self._side())
        across.addWidget(in_reading_order(right))
        across.setStretchFactor(0, 43)
        across.setStretchFactor(1, 57)
        across.setSizes([430, 570])
        self.stack = LateStack(
            lambda: in_reading_order(across),
            lambda: QualityView(workspace),
            lambda: selection.SelectionView(workspace),
            lambda: columns_view.ColumnsView(workspace),
        )
        self.body.addWidget(self.stack, 1)
        self.body.setSpacing(MEDIUM)

        self._follow(workspace, profile)
        self.refresh()

    def _follow(self, workspace: Workspace, profile: CouncilProfile) -> None:
        """Show what changes elsewhere."""
        workspace.file_changed.connect(self._file_changed)
        workspace.checked.connect(self.refresh)
        workspace.choice_changed.connect(self._choice_changed)
        workspace.hidden_changed.connect(self._regroup)
        profile.changed.connect(self.refresh)
        self.panel.filter.saved.save_wanted.connect(profile.keep_filter)

    def _beside_title(self) -> QHBoxLayout:
        """Return the views, the own rules and what writes reports, in line with the first."""
        self.own_rules = button("Rules of your own ...", self.show_own_rules)
        self._profile.rules_wanted.connect(self.show_own_rules)
        beside = row(self.views_shown, self.own_rules, self.reports, spacing=SMALL)
        for made in (self.own_rules, self.reports):
            beside.setAlignment(made, Qt.AlignmentFlag.AlignTop)
        return beside

    def _show_view(self, place: int) -> None:
        self.stack.show_view(place)

    @property
    def quality(self) -> QualityView:
        """The national data quality by field."""
        view = self.stack.view(QUALITY)
        assert isinstance(view, QualityView)
        return view

    @property
    def columns(self) -> columns_view.ColumnsView:
        """The columns at a glance."""
        view = self.stack.view(COLUMNS)
        assert isinstance(view, columns_view.ColumnsView)
        return view

    def _side(self) -> QWidget:
        """Return the groups below their choice."""
        left = QWidget()
        left.setMaximumWidth(self.fontMetrics().averageCharWidth() * MOST_LETTERS)
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, SMALL, 0)
        side.setSpacing(SMALL)
        side.addWidget(self.group_by)
        side.addWidget(self.groups, 1)
        return left

    @property
    def topic(self) -> str:
        """The rule of the cell that is looked at, else its field."""
        return self.explain.rule

    def focus_first(self) -> None:
        """Begin with the groups."""
        self.groups.setFocus()

    def _offer_filters(self) -> None:
        """Offer the filters that the council's profile has."""
        now = self._profile.now
        self.panel.filter.offer(now.profile.filters if now is not None else ())

    def take_over(self, earlier: Self) -> None:
        """Keep the grouping and what the grid shows."""
        self.group_by.team.offer(self._workspace.opened)
        self.group_by.team.choose(earlier.group_by.team.column)
        self.grouping.setCurrentIndex(earlier.grouping.currentIndex())
        self._kept = _line_key(earlier.groups.current_key())
        self.stack.show_view(earlier.stack.currentIndex())
        self.views_shown.set_current(earlier.stack.currentIndex())
        self.panel.take_over(earlier.panel)
        if earlier.stack.is_made(COLUMNS):
            self.columns.take_over(earlier.columns)

    def show_own_rules(self) -> RulesDialog | None:
        """Show the council's own rules, to be written and tried on the open file."""
        if self._workspace.opened is None:
            return None
        dialog = RulesDialog(self._workspace, self._profile, self.window())
        dialog.open()
        return dialog

    def show_reports(self) -> ReportDialog | None:
        """Offer the Excel reports of the file as it is now; what is being written is shown."""
        space = self._workspace
        if space.opened is None:
            return None
        if self.report_dialog is None or not space.jobs.running("reports"):
            if self.report_dialog is not None:
                self.report_dialog.deleteLater()
            self.report_dialog = ReportDialog(space, self._profile, self._comparison, self)
            self.report_dialog.column.choose(self.group_by.team.column)
        self.report_dialog.open()
        return self.report_dialog

    def _file_changed(self) -> None:
        self.verdict.say_nothing()
        self.groups.show_listing(EMPTY)  # those of the file before

    def refresh(self) -> None:
        """Show the verdict, the counts, the groups and the saved filters anew."""
        self._offer_filters()
        opened = self._workspace.opened
        if opened is None:
            self.verdict.say_nothing()
            return
        from cldvalidator.checks.rules import Severity
        from cldvalidator.review.own_rules import HEADING, own_rules
        from cldvalidator.review.verdict import verdict
        from cldvalidator.wording import counted

        judged = verdict(opened.result)
        known = self._known()
        accepted = known.total if known is not None else 0
        also = f" {counted(accepted, 'finding')} known, with a reason." if accepted else ""
        if grown := self._grown():
            also += f" That is {grown:,} more than when they were accepted: look at them again."
        if (own := own_rules(opened.result)) is not None:
            also += f" {HEADING}: {own.sentence}"
        self.verdict.say(judged.tone, judged.title, f"{judged.sentence}{also}")
        for word, more in SEVERITIES.items():
            number = opened.result.findings.national.count(Severity[word.upper()])
            self.verdict.count(word, counted(number, word, more), there_are=number > 0)
        self._regroup()

    def _regroup(self) -> None:
        opened, views = self._workspace.opened, self._workspace.views
        if opened is None or views is None:
            self.groups.show_listing(EMPTY)
            return
        self.group_by.refresh(self._profile.work.team)
        grouping, team = self.group_by.grouping, self.group_by.team.column
        covered, known = self._workspace.covering(), self._known()

        def work(_: Task) -> Listing:
            return listing_of(grouping, opened, views, covered, known, team=team)

        self._workspace.jobs.start("groups", work, self._show_groups, quiet=True)

    def _keep_team(self) -> None:
        """Keep the choice of the team column with the work on the file."""
        self._profile.work.team = self.group_by.team.column

    def _show_groups(self, listing: Listing) -> None:
        """Show the groups, and select again the one that was."""
        key = _line_key(self.groups.current_key()) or self._kept
        self._kept = None
        self.groups.show_listing(listing)
        self._select(key)

    def _select(self, key: object) -> None:
        """Select the group of a key (`_line_key`)."""
        keys = list(self.groups.listing_model.listing.keys)
        alike = [_line_key(other) for other in keys] if key is not None else []
        if key in alike:
            self.groups.selectRow(alike.index(key))

    def _open_group(self) -> None:
        """Show the rows of the group that the keyboard has gone to."""
        key = self.groups.current_key()
        if key is not None and len(self.groups.selectionModel().selectedRows()) == 1:
            self._group_chosen(key)

    def _grown(self) -> int:
        """Return how many more of the known findings there are than when they were accepted."""
        known = self._profile.now.known if self._profile.now is not None else ()
        return sum(k.more for k in known if k.more > 0)

    def _known(self) -> AcceptedCounts | None:
        """Return how many findings the council's profile knows in this file."""
        if self._profile.now is None:
            return None
        from cldvalidator.fixes import known_counts

        return known_counts(self._profile.now.known)

    def _group_chosen(self, key: Any) -> None:
        if isinstance(key, tuple):
            if key[0] == TEAM:
                self._show_team(*key[1:])
            else:
                self._workspace.show_person_called(key[1])
            return
        choice: RowChoice = key
        if self.explain.show_file_finding(choice):
            self._workspace.show(None)
            self._select(_line_key(choice))
            return
        self._show(choice)

    def _show_team(self, column: str, name: str) -> None:
        """Show the rows of a team that have findings."""
        space, opened = self._workspace, self._workspace.opened
        if opened is None:
            return

        def work(_: Task) -> RowChoice:
            from cldvalidator.review.row_choice import RowChoice
            from cldvalidator.review.teams import Teams

            teams = Teams.of(opened.extract, column)
            rows = teams.rows(teams.names.index(name))
            return RowChoice(with_findings=True, among=rows, label="one team")

        space.jobs.start("person", work, self._show)

    def _severity(self, word: str) -> None:
        from cldvalidator.checks.rules import Severity
        from cldvalidator.review.row_choice import RowChoice

        label = f"with {SEVERITIES[word]}" if word else ""
        severity = Severity[word.upper()] if word else None
        self._show(RowChoice(severity=severity, national=bool(word), label=label))

    def _show_story(self, record: int) -> None:
        """Show the story of a person; F8 there goes on to the others of the rows shown."""
        among = self.panel.model.rows
        self._workspace.story_wanted.emit(PersonWanted(record=record, among=among))

    def _show(self, choice: RowChoice) -> None:
        """Show the rows of a choice that fit the filter in force: its conditions stay in view."""
        before = self._workspace.choice
        if before is not None and before.where is not None:
            choice = replace(choice, where=before.where)
        self._workspace.show(None if choice.everything else choice)

    def _choice_changed(self) -> None:
        choice = self._workspace.choice
        alone = choice.severity if choice is not None and choice.rule is None else None
        self.verdict.press(alone.word if alone is not None else "")
        key = self.groups.current_key()
        of_person = isinstance(key, tuple) and choice is not None
        if key is not None and not of_person and _line_key(key) != _line_key(choice):
            self.groups.clearSelection()  # the rows are others
        if choice is not None:
            self.views_shown.set_current(0)
            self.stack.show_view(0)


def _line_key(key: Any) -> object:
    """Return what tells one group from another: a person's, or what its rows are asked for."""
    if key is None or isinstance(key, tuple):
        return key
    return key.severity, key.rule, key.field, key.values
