"""The reference period of each submission: from the first quarter it serves to the last."""

from __future__ import annotations

from cldvalidator.selection.period import Period
from cldvalidator.submissions.selection import Selection
from cldvalidator.submissions.submission_set import Submission


def reference_period(selection: Selection, submission: Submission) -> Period | None:
    """Return a submission's reference period, None if it serves no quarter (joined.md 5).

    Quarters in between that another submission serves are inside: their events come from both.
    """
    served = selection.of(submission)
    return Period(served[0].first, served[-1].last) if served else None
