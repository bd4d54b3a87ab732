"""Changes to an extract: proposed, applied by distinct value, undoable, logged."""

from cldvalidator.fixes.changes import CellChange, Change, ValueChange, apply_changes
from cldvalidator.fixes.history import History, Step
from cldvalidator.fixes.proposals import Proposal, propose
from cldvalidator.fixes.safe import safe_changes

__all__ = [
    "CellChange",
    "Change",
    "History",
    "Proposal",
    "Step",
    "ValueChange",
    "apply_changes",
    "propose",
    "safe_changes",
]
