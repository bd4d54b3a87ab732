"""What a killed run left in a folder is put right, and said, when the window gets there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from cldvalidator.problems import EnvironmentProblem
from cldvalidator.settings import settings_folder
from cldvalidator.task import Task
from ui.preferences import Preferences
from ui.workspace import Workspace


def settle_in(workspace: Workspace, folders: Iterable[Path]) -> None:
    """Look through folders off the window's thread."""
    wanted = tuple(folders)

    def work(_: Task) -> Sequence[str]:
        from cldvalidator.storage.unfinished import settle_unfinished

        return settle_unfinished(wanted)

    workspace.jobs.start(
        "unfinished", work, lambda messages: tell(workspace, messages), quiet=True, of_file=False
    )


def tell(workspace: Workspace, messages: Sequence[str]) -> None:
    """Say what was found, if anything was."""
    if messages:
        advice = "Look at the files in that folder before you send or open any of them."
        workspace.tell(EnvironmentProblem("\n".join(messages), advice))


def known_folders(preferences: Preferences) -> list[Path]:
    """Return where an earlier run may have written: the settings, and beside the recent files."""
    return [settings_folder(), *(Path(recent).parent for recent in preferences.recent)]
