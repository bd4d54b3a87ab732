"""Texts of a long column, made when they are looked at, and what they are ordered by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from cldvalidator.review.ordering import Ranked

T = TypeVar("T")
Coded = Callable[[], "tuple[npt.NDArray[np.integer[Any]], Any]"]
"""By row the place of its text among the distinct ones, and these (a list, or pyarrow strings)."""


class LazyTexts(Sequence[str]):
    """Texts by row. coded: gives them by code, so that only distinct ones are put in order.

    numbers: gives a number by row that they are ordered by instead.
    """

    def __init__(
        self,
        size: int,
        make: Callable[[int], str],
        coded: Coded | None = None,
        *,
        numbers: Callable[[], npt.NDArray[np.integer[Any]]] | None = None,
    ) -> None:
        self._size = size
        self._make = make
        self._coded = coded
        self._numbers = numbers

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, row: int) -> str: ...
    @overload
    def __getitem__(self, row: slice) -> list[str]: ...
    def __getitem__(self, row: int | slice) -> str | list[str]:
        if isinstance(row, slice):
            return [self._make(r) for r in range(*row.indices(self._size))]
        return self._make(row)

    def __iter__(self) -> Iterator[str]:
        return map(self._make, range(self._size))

    def ranked(self) -> Ranked:
        """Return by row its place in the order, and whether it belongs at the end."""
        import numpy as np

        from cldvalidator.review.ordering import shown_ranks

        if self._numbers is not None:
            _, place = np.unique(self._numbers(), return_inverse=True)
            return place.astype(np.int64), np.zeros(self._size, bool)
        if self._coded is None:
            return shown_ranks(list(self))
        codes, texts = self._coded()
        rank, last = shown_ranks(texts)
        return rank[codes], last[codes]


def alike(
    numbers: npt.NDArray[np.integer[Any]], make: Callable[[int], str]
) -> tuple[npt.NDArray[np.integer[Any]], list[str]]:
    """Return texts by code where rows with the same number have the same text."""
    import numpy as np

    _, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    return place, [make(row) for row in first.tolist()]


class Reordered(Sequence[T]):
    """A column in another order; nothing is copied."""

    def __init__(self, column: Sequence[T], rows: npt.NDArray[np.integer[Any]]) -> None:
        self._column, self._rows = column, rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, row: int) -> T: ...
    @overload
    def __getitem__(self, row: slice) -> list[T]: ...
    def __getitem__(self, row: int | slice) -> T | list[T]:
        if isinstance(row, slice):
            return [self._column[r] for r in self._rows[row].tolist()]
        return self._column[int(self._rows[row])]
