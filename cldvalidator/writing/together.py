"""Files written one after the other: if one fails, it is said which stand and which do not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cldvalidator.problems import Cancelled, Problem


class Together:
    """The files of one job, in the order they are written in. planned: as far as known."""

    def __init__(self, planned: Sequence[Path] = ()) -> None:
        self._left = list(planned)
        self._written: list[Path] = []

    def first(self, paths: Sequence[Path]) -> None:
        """Plan files that come before the others."""
        self._left = [*paths, *self._left]

    @contextmanager
    def writing(self, path: Path) -> Iterator[None]:
        """Write a file in this block; a Problem or Cancelled goes on, with what stands.

        Before any file is in place there is nothing to add.
        """
        try:
            yield
        except Problem as problem:
            if self._written:
                problem.add(self._standing())
            raise
        except Cancelled as cancelled:
            if self._written:
                cancelled.standing = self._standing()
            raise
        self._written.append(path)
        self._left.remove(path)

    def _standing(self) -> str:
        earlier = [p for p in self._left if p.exists()]
        said = f"Written and complete: {_names(self._written)}. Not written: {_names(self._left)}."
        if earlier:
            said += f" Still there from an earlier time: {_names(earlier)}."
        return said


def _names(paths: Sequence[Path]) -> str:
    return ", ".join(p.name for p in paths)
