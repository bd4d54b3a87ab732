"""The way from a record behind a figure to its row in the grid."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted
from ui.workspace import Workspace

if TYPE_CHECKING:
    from cldvalidator.jobs.join import SetPreview
    from cldvalidator.measures.effect import CheckedFile
    from cldvalidator.review.row_choice import RowChoice


class RowsInGrid:
    """Shows records in the grid of the file that is open, and says which file has others.

    of_set: the joined figures that are shown, None where they are of the open file.
    """

    def __init__(self, workspace: Workspace, of_set: Callable[[], SetPreview | None]) -> None:
        self._workspace, self._of_set = workspace, of_set

    def go_to(self, record: int) -> None:
        """Go to the row of a record, or say in which file it is."""
        of_set = self._of_set()
        if of_set is None:
            self._workspace.go_to(record, "Event Type")
            return
        places = self._places(of_set, [record])
        if len(places):
            self._workspace.go_to(int(places[0]), "Event Type")
            return
        files = of_set.joined.processed.files
        assert files is not None
        name = files.names[int(files.file[record])]
        where = files.row_name(record)
        self._workspace.tell(
            InputProblem(
                f"{where[0].upper()}{where[1:]} is not in the file that is open.",
                f"Open {name} from the list of submissions on Open, then choose the row again.",
            )
        )

    def show(self, records: Any, name: str) -> None:
        """Show records in the grid; of joined figures those of the open file."""
        from cldvalidator.review.row_choice import RowChoice

        of_set = self._of_set()
        if of_set is None:
            self._workspace.show(RowChoice(among=records, label=name))
            return
        places = self._places(of_set, records)
        if len(places):
            of = f" ({len(places):,} of {counted(len(records), 'record')}, those of this file)"
            self._workspace.show(RowChoice(among=places, label=f"{name}{of}"))
            return
        self._workspace.tell(
            InputProblem(
                "None of these records is in the file that is open.",
                "Open one of their files from the list of submissions on Open.",
            )
        )

    def show_findings(self, choice: RowChoice) -> None:
        """Show the rows with a finding; of joined figures those that they rest on in the open file.

        Where the open file has none of them, say which files have, and how many each.
        """
        from cldvalidator.review.row_choice import RowChoice

        of_set, opened = self._of_set(), self._workspace.opened
        if of_set is None:
            self._workspace.show(choice)
            return
        having: list[str] = []
        for used, file in zip(of_set.joined.used, of_set.files, strict=True):
            rows = _rows_with(file, choice)
            is_open = opened is not None and opened.extract.reading.sha256 == used.submission.sha256
            if len(rows) and is_open and opened is not None:
                label = f"{choice.label} (in the joined figures)"
                places = opened.extract.positions(rows).astype("int32")
                self._workspace.show(RowChoice(among=places, label=label))
                return
            if len(rows):
                having.append(f"{used.submission.path.name} ({counted(len(rows), 'row')})")
        self._workspace.tell(
            InputProblem(
                "The file that is open has no row with this finding that the joined figures use.",
                f"Open one of these from the list of submissions on Open: {', '.join(having)}.",
            )
        )

    def _places(self, of_set: SetPreview, records: Any) -> Any:
        """Return where records are in the open file; none where it is no file of the set."""
        import numpy as np

        opened, files = self._workspace.opened, of_set.joined.processed.files
        nothing = np.zeros(0, np.int32)
        if opened is None or files is None:
            return nothing
        used = [r.submission.sha256 for r in of_set.joined.used]
        digest = opened.extract.reading.sha256
        if digest not in used:
            return nothing
        chosen = np.asarray(records)
        chosen = chosen[files.file[chosen] == used.index(digest)]
        return opened.extract.positions(files.row[chosen]).astype(np.int32)


def _rows_with(file: CheckedFile, choice: RowChoice) -> Any:
    """Return the rows of a file, as Excel shows them, that count and have such a finding (int)."""
    from cldvalidator.review.row_choice import rows_with_findings

    found = rows_with_findings(file.result.findings, choice, len(file.extract))
    if file.records is not None:
        found &= file.records >= 0
    return file.extract.source_rows[found]
