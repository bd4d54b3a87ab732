"""What is done to a file off the window's thread: it is read, and checked again after edits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.paths import stamp_of
from ui.edits import Edit, apply_edits
from ui.loading import load_libraries

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.checks.memory import Memory
    from cldvalidator.fixes import History
    from cldvalidator.review.opened import Opened
    from cldvalidator.review.views import FindingViews
    from cldvalidator.task import Task


@dataclass(frozen=True, eq=False)
class Edited:
    """What is open after it was read or changed: all of it belongs together.

    stamp: of the file before it was read (`stamp_of`).
    """

    opened: Opened
    views: FindingViews
    history: History
    memory: Memory
    stamp: tuple[int, int] | None = None


def read(
    path: Path,
    *,
    sheet: str | None,
    header_matches: Mapping[str, str | None] | None,
    release: str | None,
    task: Task,
) -> Edited:
    """Read and check a file, with what the council's profile remembers of its columns and sheet.

    Raises Problem when it cannot be read, Cancelled.
    """
    load_libraries()
    from cldvalidator.checks.memory import Memory
    from cldvalidator.fixes import History
    from cldvalidator.fixes.profile_store import readable_profile
    from cldvalidator.jobs.check import open_file

    memory, stamp = Memory(), stamp_of(path)
    profile = readable_profile()
    opened = open_file(
        path,
        sheet=sheet,
        header_matches={**profile.columns, **(header_matches or {})},
        usual_sheet=profile.sheet,
        rules=profile.rules,
        release=release,
        memory=memory,
        task=task,
    )
    return Edited(opened, opened.views, History(opened.extract), memory, stamp)


def edited(
    before: Edited,
    edits: list[Edit],
    read_as: str,
    rules: Sequence[CouncilRule] | None = None,
) -> tuple[Edited | None, list[Exception]]:
    """Make edits and check the file again; return it and why some edits were not made.

    read_as: the release that the file was held against when it was read. rules: the council's own
    from now on, None for those of before. None in place of the file
    when it cannot be checked: then none of the edits counts.
    """
    from cldvalidator.jobs.fix import check_again, with_own_rules

    after, failed = apply_edits(before.history, edits)
    try:
        opened = before.opened if rules is None else with_own_rules(before.opened, rules)
        now, memory = check_again(opened, after, before.memory, read_as)
        return Edited(now, now.views, after, memory), failed
    except Exception as error:  # the window shows it; what waits behind is made all the same
        return None, [*failed, error]
