"""The council's own rules: a list, and one of them to be written and tried on the open file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QFileDialog,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.announcing import announce
from ui.dialogs import agrees, may_replace, where_to_save, with_ending
from ui.explained import Explained
from ui.fixing.council_profile import CouncilProfile
from ui.rules.form import RuleForm
from ui.rules.keeping import export_rules, import_rules, keep_rule, remove_rule, rules_now
from ui.rules.trying import Outcome, Trying
from ui.theme import LARGE, MEDIUM, SMALL
from ui.widgets.flow import FlowLayout
from ui.widgets.listing import Listing
from ui.widgets.parts import button, in_reading_order, label
from ui.widgets.room import Room, give_room, lines
from ui.widgets.table import ListingView
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.checks.findings import RuleRun
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.problems import Problem

TITLE = "Rules of your own"
ABOUT = (
    "What your council wants to hold beyond the national rules. They are warnings or queries: the "
    "verdict and the national figures take no notice of them."
)
EXAMPLES = """Conditions can be, for example:
Service Type in (Short term support: ST-Max, Short term support: Ongoing low level)
days from Event Start Date to Event End Date <= 42
Unit Cost between 1 and 5000, or Event Outcome is not blank
exists (Event Type = Review) within 365 days after Event Start Date
none (Service Type contains Nursing and Event End Date is blank)"""
_LEAVE = "What you typed is not kept yet. Leave without keeping it?"
FILES = "Rules (*.json)"
_MOST_ROWS = 100
_SHOWN = ("Event Type", "Event Start Date", "Event End Date")


NO_RULES = Listing(("Rule", "Finds", "State"), ((), (), ()), empty="No rules yet.")
NO_ROWS = Listing(("Row",), ((),), empty="Rows that break the rule are listed here as you type.")


class RulesDialog(Explained):
    """Lists the rules of the profile. The one in the form is tried as it is typed."""

    topic = "check#Rules of your own"

    def __init__(self, workspace: Workspace, profile: CouncilProfile, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._profile = workspace, profile
        self._found: Outcome | None = None
        self._is_changed = False
        self._waiting: CouncilRule | None = None
        """The rule that is being kept, as it will stand in the profile."""
        self.rules = ListingView("Your rules")
        self.rules.moved.connect(self._chosen)
        self.rules.chosen.connect(lambda _: self._chosen())
        self.add = button("New rule", self.begin_new)
        self.remove = button("Remove", self._remove)
        self.bring = button("Import ...", self._import)
        self.send = button("Export ...", self._export)
        self.form = RuleForm(workspace)
        self.form.edited.connect(self._edited)
        self.problem = label("", "error")
        self.problem.hide()
        self.examples = label(EXAMPLES, "muted")
        self.found = label("", "strong")
        self.hits = ListingView("Rows that break it")
        self.keep = button("Keep the rule", self.keep_rule, kind="main")
        self.show_rows = button("Show these rows", self._show_rows)
        self.message = label("", "muted")
        self.trying = Trying(workspace, self)
        self.trying.found.connect(self._tried)
        self.trying.refused.connect(self._refused)
        for made in (self.add, self.remove, self.bring, self.send, self.keep, self.show_rows):
            made.setAutoDefault(False)
        self._build()
        profile.changed.connect(self.refresh)
        profile.reported.connect(self._say)
        workspace.checked.connect(self.refresh)
        workspace.file_changed.connect(self._other_file)
        self.refresh()
        if len(self.rules.listing_model.listing):
            self.rules.selectRow(0)
            self._chosen()
        else:
            self.begin_new()

    def _build(self) -> None:
        left, right = QWidget(), QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(0, 0, SMALL, 0)
        side.addWidget(self.rules, 1)
        side.addLayout(FlowLayout(self.add, self.remove, self.bring, self.send))
        main = QVBoxLayout(right)
        main.setContentsMargins(SMALL, 0, 0, 0)
        main.setSpacing(MEDIUM)
        main.addWidget(self.form)
        main.addWidget(self.problem)
        main.addWidget(self.examples)
        main.addWidget(self.found)
        self.hits.setMinimumHeight(lines(self, 8))  # on a small screen the form is scrolled
        main.addWidget(self.hits, 1)
        main.addLayout(FlowLayout(self.keep, self.show_rows))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        right.setObjectName("scrolled")
        split.addWidget(Room(right))
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([340, 680])
        close = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(label(ABOUT, "muted"))
        layout.addWidget(in_reading_order(split), 1)
        layout.addWidget(self.message)
        layout.addWidget(close)
        give_room(self, 170, 45)

    def refresh(self) -> None:
        """List the rules anew, each with what it finds in the open file."""
        opened, rules = self._workspace.opened, rules_now(self._profile)
        if self._found is not None and self._found.of is not opened:
            self._found = None  # it is being tried anew
        found = opened.result.findings.local.by_rule() if opened is not None else {}
        run = {r.rule: r for r in opened.result.runs} if opened is not None else {}
        key = self.rules.current_key()
        self.rules.show_listing(
            Listing(
                NO_RULES.headers,
                (
                    [f"{r.id}  {r.name}" for r in rules],
                    [found.get(r.id, 0) if _has_run(run.get(r.id)) else "" for r in rules],
                    [_state(r, run.get(r.id)) for r in rules],
                ),
                keys=[r.id for r in rules],
                marks=[r.severity for r in rules],
            )
            if rules
            else NO_RULES
        )
        ids = [r.id for r in rules]
        kept = self._waiting and next((r for r in rules if _is_same(r, self._waiting)), None)
        if kept:
            key, self._waiting = kept.id, None
            if self._is_changed:
                self.form.kept_as(key)  # typed on meanwhile: it is that rule all the same
            else:
                self.form.fill(kept)
        if key in ids:
            self.rules.selectRow(ids.index(key))
        self._allow()

    def _allow(self) -> None:
        rules = rules_now(self._profile)
        self.remove.setEnabled(self._current is not None)
        self.send.setEnabled(bool(rules))
        rule = self.form.rule
        self.examples.setVisible(not rule.when and not rule.must)
        self.keep.setEnabled(bool(rule.name and rule.must))
        tried = self._found.tried if self._found is not None else None
        self.show_rows.setEnabled(tried is not None and len(tried.rows) > 0)

    @property
    def _current(self) -> CouncilRule | None:
        key = self.rules.current_key()
        return next((r for r in rules_now(self._profile) if r.id == key), None)

    def begin_new(self) -> None:
        """Empty the form for a new rule."""
        if not self._may_leave():
            return
        self.rules.clearSelection()
        self.form.fill(None)
        self._show(None)
        self.form.name.setFocus()

    def _chosen(self) -> None:
        """Show the rule that the list has gone to."""
        rule = self._current
        if rule is None or rule.id == self.form.rule.id:
            return
        if not self._may_leave():
            return
        self.form.fill(rule)
        self._show(rule)

    def _other_file(self) -> None:
        """Show nothing of the file before; what is typed is tried on the new one."""
        self._found = None
        self.found.setText("")
        self.hits.show_listing(NO_ROWS)
        self.refresh()

    def _may_leave(self) -> bool:
        """Ask before what was typed is lost."""
        lost = self._is_changed and bool(self.form.rule.name or self.form.rule.must)
        if lost and not agrees(self, "Leave this rule?", _LEAVE):
            return False
        self._is_changed = False
        return True

    def _show(self, rule: CouncilRule | None) -> None:
        self._found = None
        self._refuse("")
        self.found.setText("")
        self.hits.show_listing(NO_ROWS)
        self.trying.ask(rule)
        self._allow()

    def _edited(self) -> None:
        """Try what is typed, once nobody types any more."""
        self._is_changed = True
        self._found = None
        self._refuse("")
        rule = self.form.rule
        self.trying.ask(rule if rule.must or rule.when else None)
        self._allow()

    def _tried(self, outcome: Outcome) -> None:
        from cldvalidator.wording import counted

        self._found, tried = outcome, outcome.tried
        about = f"It is about {counted(outcome.about, 'row')}."
        words = about if tried is None else tried.sentence
        self.found.setText(f"{words} {outcome.doubts}".rstrip())
        if tried is None:
            self.hits.show_listing(NO_ROWS)
        else:
            self._list_hits(outcome)
        announce(self.found, self.found.text())
        self._allow()

    def _list_hits(self, outcome: Outcome) -> None:
        """List the first rows that break it; no field about a person is shown."""
        opened, tried = outcome.of, outcome.tried
        if tried is None:
            return
        rows = tried.rows[:_MOST_ROWS].tolist()
        more = () if self._workspace.is_personal(tried.field) else (tried.field,)
        names = tuple(dict.fromkeys((*_SHOWN, *more)))
        columns = [opened.extract.column(name) for name in names]
        self.hits.show_listing(
            Listing(
                ("Row", *names),
                (
                    [int(opened.extract.source_rows[r]) for r in rows],
                    *([c.text(r) for r in rows] for c in columns),
                ),
                keys=rows,
            ),
            stretch=len(names),
        )

    def _refused(self, problem: Problem) -> None:
        """Say what is wrong with what is typed; what was found before is no longer shown."""
        self.found.setText("")
        self.hits.show_listing(NO_ROWS)
        self._refuse(getattr(problem, "message", "") or f"{problem.what} {problem.advice}")
        part = getattr(problem, "part", "")
        if part:
            words = {"when": "When", "must": "What must hold"}.get(part, part)
            self._refuse(f"{words}: {self.problem.text()}")

    def _refuse(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def keep_rule(self) -> None:
        """Keep what stands in the form, if it can be read."""
        from cldvalidator.filters.council_rules import RuleProblem, in_house_form
        from cldvalidator.fixes.profile_rules import new_rule
        from cldvalidator.problems import InputProblem

        specification = self._profile.specification
        if specification is None:
            return
        rule = self.form.rule
        try:
            made = new_rule(rule, specification, rules_now(self._profile))
            when, must = in_house_form(made, specification)
        except RuleProblem as problem:
            self._refused(problem)
            self.form.go_to(problem.part, problem.position)
            return
        except InputProblem as problem:
            self._refused(problem)
            return
        self._is_changed = False
        self._waiting = replace(made, when=when, must=must)
        self.keep.setEnabled(False)  # until it is kept: twice would be two rules
        keep_rule(self._profile, rule, specification)

    def _remove(self) -> None:
        rule = self._current
        if rule is None or not agrees(self, "Remove the rule?", f"{rule.id}: {rule.name}"):
            return
        self._is_changed = False
        remove_rule(self._profile, rule)
        self.begin_new()

    def _import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Import rules", "", FILES)
        if name:
            import_rules(self._profile, self._workspace.jobs, Path(name))

    def _export(self) -> None:
        chosen = where_to_save(self, "Export your rules", Path("rules.json"), FILES)
        if chosen is None:
            return
        target = with_ending(chosen, ".json")
        if may_replace(self, "Replace the file?", target):
            rules = rules_now(self._profile)
            export_rules(rules, self._workspace.jobs, target, self._say)

    def _show_rows(self) -> None:
        """Close, and show the rows of the open file that break it."""
        from cldvalidator.review.row_choice import RowChoice

        found = self._found
        if found is None or found.tried is None or self._workspace.opened is not found.of:
            return
        label_ = found.rule.name or "that break your rule"
        choice = RowChoice(among=found.tried.rows, label=label_)
        if not self._may_leave():
            return
        self.accept()
        self._workspace.show(choice)

    def _say(self, words: str) -> None:
        self.message.setText(words)
        announce(self.message, words)

    def reject(self) -> None:
        """Close; ask before what was typed is lost."""
        if self._may_leave():
            self.trying.ask(None)
            super().reject()


def _is_same(one: CouncilRule, other: CouncilRule) -> bool:
    """Tell whether two rules say the same; another window may have taken the id."""
    return replace(one, id=other.id) == other


def _has_run(run: RuleRun | None) -> bool:
    return run is not None and run.outcome == "ran"


def _state(rule: CouncilRule, run: RuleRun | None) -> str:
    if not rule.on:
        return "Off"
    if run is None or run.outcome == "ran":
        return "On"
    return "Not run" if run.outcome == "skipped" else "Failed"
