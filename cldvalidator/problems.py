"""What can go wrong that is not a bug: each carries the plain sentences a user reads.

Three kinds are kept apart. A wrong file (`InputProblem`) and a wrong environment
(`EnvironmentProblem`: locked, full, not allowed) tell the user what to do. Anything else that is
raised is a bug of this program and is shown as such, without any data in it.
"""

from __future__ import annotations


class Problem(Exception):
    """A condition the user can do something about.

    `what` says what is wrong and where, `advice` what to do. Neither may hold a cell value.
    """

    def __init__(self, what: str, advice: str) -> None:
        super().__init__(f"{what} {advice}")
        self.what = what
        self.advice = advice

    def add(self, sentence: str) -> None:
        """Say more about what is wrong; no cell value either."""
        self.what = f"{self.what} {sentence}"
        self.args = (f"{self.what} {self.advice}",)


class InputProblem(Problem):
    """The file (or another input) is not what it has to be."""


class EnvironmentProblem(Problem):
    """The machine stands in the way: a locked file, a full disk, a missing permission."""


class Cancelled(Exception):
    """The user cancelled the work in progress. standing: what it has finished, in a sentence."""

    standing = ""
