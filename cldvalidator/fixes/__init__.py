"""Changes to an extract: proposed, applied by distinct value, undoable, logged."""

from cldvalidator.fixes.accepted import (
    AcceptedCounts,
    AcceptedFinding,
    accept,
    known_counts,
    known_in,
)
from cldvalidator.fixes.change_file import load_changes, replay, save_changes
from cldvalidator.fixes.changes import (
    CellChange,
    Change,
    RowChange,
    ValueChange,
    apply_changes,
    left_out,
)
from cldvalidator.fixes.history import History, Step
from cldvalidator.fixes.profile import KnownFinding, Meaning, Profile, load_profile, save_profile
from cldvalidator.fixes.proposals import Proposal, propose
from cldvalidator.fixes.release_1 import Conversion, convert_release_1
from cldvalidator.fixes.safe import safe_changes

__all__ = [
    "AcceptedCounts",
    "AcceptedFinding",
    "CellChange",
    "Change",
    "Conversion",
    "History",
    "KnownFinding",
    "Meaning",
    "Profile",
    "Proposal",
    "RowChange",
    "Step",
    "ValueChange",
    "accept",
    "apply_changes",
    "convert_release_1",
    "known_counts",
    "known_in",
    "left_out",
    "load_changes",
    "load_profile",
    "propose",
    "replay",
    "safe_changes",
    "save_changes",
    "save_profile",
]
