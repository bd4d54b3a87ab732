"""Changes to an extract: proposed, applied by distinct value, logged."""

from cldvalidator.fixes.changes import ValueChange, apply_changes
from cldvalidator.fixes.safe import safe_changes

__all__ = ["ValueChange", "apply_changes", "safe_changes"]
