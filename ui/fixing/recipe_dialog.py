"""What was done with the file, shown as a recipe for other files, and saved as it is shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialogButtonBox, QPlainTextEdit, QWidget

from cldvalidator.problems import InputProblem
from ui.dialogs import may_replace, where_to_save, with_ending
from ui.explained import Explained
from ui.figures.state import PreviewState
from ui.theme import LARGE, MEDIUM
from ui.widgets.parts import button, column, label
from ui.widgets.room import give_room
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.batch.recipe_of_work import RecipeOfWork, Work
    from cldvalidator.jobs.outputs import Outputs
    from cldvalidator.task import Task

TITLE = "Save what I did as a recipe"


def offer_recipe(
    parent: QWidget,
    workspace: Workspace,
    outputs: Outputs,
    preview: PreviewState,
    say: Callable[[str], None],
) -> None:
    """Draw up the recipe of the open file, off the window's thread, and show it.

    outputs: what Submit says is to be written. say: tells what was done.
    """
    opened = workspace.opened
    workspace.commit_wanted.emit()
    if opened is None:
        return
    wait = "Save the recipe again in a moment."
    if workspace.is_editing:
        workspace.tell(InputProblem("The last change is still being checked.", wait))
        return
    work = _work(workspace, outputs, preview)
    if work is None:
        return

    def make(_: Task) -> RecipeOfWork:
        from cldvalidator.batch.recipe_of_work import recipe_of_work

        return recipe_of_work(work)

    def made(recipe: RecipeOfWork) -> None:
        if workspace.opened is not opened:
            workspace.tell(InputProblem("The file has been changed since.", wait))
            return
        RecipeDialog(workspace, recipe, say, parent).open()

    workspace.jobs.start("recipe", make, made)


def _work(workspace: Workspace, outputs: Outputs, preview: PreviewState) -> Work | None:
    """Return what was done with the open file; None without one."""
    from cldvalidator.batch.recipe_of_work import Work
    from cldvalidator.fixes.profile import default_profile
    from cldvalidator.fixes.profile_store import readable_profile

    as_read, now, history = workspace.as_read, workspace.opened, workspace.history
    if as_read is None or now is None or history is None:
        return None
    return Work(
        as_read,
        now,
        history,
        reading=workspace.reading_options,
        profile=default_profile(),
        profile_columns=dict(readable_profile().columns),
        outputs=outputs,
        inputs=preview.inputs if preview.preview is not None and not preview.is_joined else None,
    )


class RecipeDialog(Explained):
    """Shows a recipe with what it does not hold; what is shown is what is saved."""

    topic = "submit#The same for other files"

    def __init__(
        self,
        workspace: Workspace,
        recipe: RecipeOfWork,
        say: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(TITLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._workspace, self._say = workspace, say
        self.text = _shown(recipe.text, "The recipe")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.notes = _shown("\n".join(recipe.notes), "What to know about it")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.save_button = button("Save ...", self.save, kind="main")
        buttons.addButton(self.save_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        about = (
            "It does the same with other files: cldvalidator batch FOLDER --recipe recipe.toml. It "
            "holds kinds of fixes and no cell of the file."
        )
        layout = column(label(about, "muted"), self.text, spacing=MEDIUM)
        if recipe.notes:
            layout.addWidget(label("What to know about it", "heading"))
            layout.addWidget(self.notes)
        layout.addWidget(buttons)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        self.setLayout(layout)
        give_room(self, 92, 37)
        self.save_button.setFocus()

    def save(self) -> None:
        """Ask for a name and write what is shown."""
        path = self._workspace.path
        folder = path.parent if path is not None else Path()
        chosen = where_to_save(self, TITLE, folder / "recipe.toml", "Recipe (*.toml)")
        if chosen is None:
            return
        target = with_ending(chosen, ".toml")
        if not may_replace(self, "Replace the recipe?", target):
            return
        content, never = self.text.toPlainText().encode(), (path,) if path is not None else ()

        def write(_: Task) -> None:
            from cldvalidator.storage.transaction import write_file

            write_file(content, target, overwrite=True, never=never)

        message = f"Recipe saved in {target.name}."
        say = self._say
        self._workspace.jobs.start(
            "keep recipe", write, lambda _: say(message), writes="the recipe"
        )
        self.accept()


def _shown(text: str, name: str) -> QPlainTextEdit:
    """Return a text that can be read and copied, not changed."""
    shown = QPlainTextEdit(text)
    shown.setReadOnly(True)
    shown.setTabChangesFocus(True)
    shown.setAccessibleName(name)
    return shown
