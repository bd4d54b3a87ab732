"""`cldvalidator.compare`: two submissions of a council, event by event."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from cldvalidator.fixes import load_profile
from cldvalidator.interface.checked import PathLike
from cldvalidator.jobs.compare import compare_files
from cldvalidator.official import current_specification
from cldvalidator.submissions.compare import Status
from cldvalidator.submissions.compare_columns import EARLIER, LATER, Side
from cldvalidator.submissions.compare_result import Compared as ComparedByJob
from cldvalidator.wording import counted


def compare(
    earlier: PathLike,
    later: PathLike,
    *,
    older: Iterable[PathLike] = (),
    profile: PathLike | None = None,
) -> Compared:
    """Read, check and compare two files of one council.

    earlier, later: the two files. older: files before the earlier one; an event that one of them
    has, and the earlier one has not, is back and not new. profile: one whose columns, sheet and own
    rules count for all of them.

    Raises InputProblem for files that cannot be read, that are the same or of two councils;
    EnvironmentProblem.

    Examples:
        >>> import cldvalidator as cld
        >>> made = cld.synthetic("before.csv", rows=200)
        >>> fixed = cld.fix("before.csv", leave_out=["2-4"])
        >>> submission = fixed.write("after.csv", overwrite=True)
        >>> compared = cld.compare("before.csv", "after.csv")
        >>> compared.events["status"].value_counts().loc[["same", "gone"]].to_dict()
        {'same': 197, 'gone': 3}
    """
    newest = current_specification("2")
    found = compare_files(
        Path(earlier),
        Path(later),
        older=[Path(path) for path in older],
        profile=None if profile is None else load_profile(Path(profile), newest),
    )
    return Compared(found)


class Compared:
    """What became of every event and every finding between two files."""

    def __init__(self, compared: ComparedByJob) -> None:
        """Wrap what the engine has compared; `compare` makes one."""
        self._compared = compared

    def __repr__(self) -> str:
        names = [f.extract.reading.name for f in self._compared.comparison.two.files]
        return (
            f"<Compared {names[EARLIER]} with {names[LATER]}: {counted(len(self.events), 'event')}>"
        )

    @property
    def notices(self) -> tuple[str, ...]:
        """What is to be known before the rest is read, a sentence each; no cell values."""
        return self._compared.notices

    @cached_property
    def events(self) -> pd.DataFrame:
        """One row for each event of either file, those of the later file first, in its order.

        Columns: status (category: same, changed, closed, reopened, new, back, gone), earlier_row,
        later_row (Int32, as Excel shows them; missing where the file has not the event), fields
        (the names of the fields that differ, with "; " between them).
        """
        c = self._compared.comparison
        fields = np.full(len(c.status), "", object)
        for pair in np.flatnonzero(c.fields).tolist():
            fields[pair] = "; ".join(c.changed_fields(pair))
        paired = pd.DataFrame(
            {
                "status": c.status,
                "earlier_row": self._rows(EARLIER, c.earlier),
                "later_row": self._rows(LATER, c.later),
                "fields": fields,
            }
        )
        new = pd.DataFrame({"status": c.new_status, "later_row": self._rows(LATER, c.new)})
        later = pd.concat([paired, new]).sort_values("later_row")
        gone = pd.DataFrame({"status": Status.GONE, "earlier_row": self._rows(EARLIER, c.gone)})
        every = pd.concat([later, gone], ignore_index=True)
        words = [status.name.lower() for status in Status]
        return every.assign(
            status=pd.Categorical.from_codes(every["status"].astype("int64"), pd.Index(words)),
            fields=every["fields"].fillna(""),
        )

    def _rows(self, side: Side, places: npt.NDArray[np.integer]) -> pd.Series:
        rows = self._compared.comparison.two.source_rows(side)
        return pd.Series(rows[places], dtype="Int32")

    @property
    def findings(self) -> pd.DataFrame:
        """One row for each rule in each field that found something in either file.

        Columns: rule, field, severity, and how many findings are new, still there, resolved (the
        event is there, the finding is not) and gone with their event (int64).
        """
        rows = [(m.rule.id, m.field, m.severity.word, *m.counts) for m in self._compared.findings]
        names = ["rule", "field", "severity", "new", "still", "resolved", "gone"]
        return pd.DataFrame(rows, columns=names)
