"""What holds after each step, whatever was done before."""

from __future__ import annotations

from hypothesis.stateful import invariant
from PySide6.QtWidgets import QLabel

from tests.ui.driving import submit_page, words
from tests.ui.machine.driven import DrivenWindow
from ui.fixing.proposals import key_of


class Always(DrivenWindow):
    """What is shown is what is acted on, and nothing is lost."""

    @invariant()
    def nothing_went_wrong(self) -> None:
        assert not self.faults, self.faults

    @invariant()
    def a_file_with_the_same_content_is_no_news(self) -> None:
        assert self.window.watch.offered is None

    @invariant()
    def what_can_be_acted_on_is_what_is_shown(self) -> None:
        page = self.page
        if not page.isVisible() or not page.pane.isEnabled() or not page.side.keys:
            return
        assert page.pane.keys == page.side.keys
        rows = page.side.chosen.tolist()
        model, lines = page.proposals.listing_model, page.proposals.shown_rows(rows).tolist()
        for row, line in zip(rows, lines, strict=True):
            assert model.data(model.index(line, 0)) == page.shown[row].field
        if len(rows) == 1:
            texts = [part.text() for part in page.pane.shown.findChildren(QLabel)]
            assert texts[0] == page.shown[rows[0]].field
            assert f"“{page.shown[rows[0]].found or 'blank'}”" in texts

    @invariant()
    def what_was_chosen_stays_chosen_while_it_is_there(self) -> None:
        now = self.page.side.keys
        listed = {key_of(p) for p in self.page.shown}
        if still := [key for key in self.keys if key in listed]:
            assert [key for key in now if key in set(still)] == [k for k in now if k in self.keys]
            assert set(now) == set(still)
        if listed:
            self.keys = now

    @invariant()
    def nothing_typed_is_lost(self) -> None:
        for key, text in list(self.drafts.items()):
            if self.space.drafts.get(key) != text:
                assert "was not used" in self.page.message.text(), "what was typed is gone"
                del self.drafts[key]
        if self.typing is not None:
            editor = self._editor()
            assert editor is not None, "the editor was closed without a word"
            assert editor.text() == self.typing[2]

    @invariant()
    def changes_are_said_to_be_unsaved(self) -> None:
        if self.expected is None or self.expected.log() in ([], self.expected.written):
            return
        history = self.space.history
        assert history is not None
        assert self.space.dirty or not (history.cells_changed or history.rows_left_out)

    @invariant()
    def what_submit_says_is_about_the_open_file(self) -> None:
        page = submit_page(self.window)
        if page._last is None or self.space.path is None:
            return
        _, outputs, _ = page._last
        assert outputs.submission.name == f"{self.space.path.stem}_submission.csv"
        assert self.expected is not None
        if not self.space.is_editing and not self.jobs.held and not self.space.deferred.pending:
            said = words(page)
            to_be_sent = "Send this one" in said or "Send it once" in said
            if page.isVisible() and self.space.dirty:
                assert not to_be_sent, "a submission without the latest changes is to be sent"
