"""A change of the council's profile that is offered, as the window passes it on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cldvalidator.fixes.profile import Disagreement
    from cldvalidator.fixes.profile_differences import Difference
    from cldvalidator.fixes.profile_store import ProfileEdit


@dataclass(frozen=True, eq=False)
class Offer:
    """A change of the profile to be agreed to.

    title: what is to be done. differences: what it changes. disagreements: where the other profile
    says something else and this one stays. make: makes the change.
    """

    title: str
    differences: tuple[Difference, ...]
    disagreements: tuple[Disagreement, ...]
    make: ProfileEdit
