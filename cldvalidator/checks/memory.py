"""Remembers what pieces of a check gave and which fields they read, so that few are done again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Lock, local
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from cldvalidator.extract import Column, Extract

T = TypeVar("T")


class Memory:
    """Results of pieces of a check by key, each with the fields that it read.

    A piece may be made of others: what they read, it reads. After a change of some fields
    `without` gives a memory that has only the pieces that read none of them. Several threads may
    ask at once: one makes a piece, the others wait for it.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[frozenset[str], Any]] = {}
        self._being_made: dict[Hashable, Event | None] = {}
        self._lock = Lock()
        self._of_thread = local()

    def noted(self, extract: Extract) -> Extract:
        """Return the extract with columns that note when they are read."""
        return replace(extract, columns=MappingProxyType(_Noted(extract.columns, self._note)))

    @property
    def _open(self) -> list[set[str]]:
        """What the pieces have read that this thread is making, the innermost last."""
        try:
            found: list[set[str]] = self._of_thread.open
        except AttributeError:
            found = self._of_thread.open = []
        return found

    def _note(self, name: str) -> None:
        for reads in self._open:
            reads.add(name)

    @contextmanager
    def _noting(self) -> Iterator[set[str]]:
        reads: set[str] = set()
        self._open.append(reads)
        try:
            yield reads
        finally:
            self._open.pop()

    def piece(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, made at most once for a key; key names the piece for good.

        No two threads wait for each other, because no piece is made of itself.
        """
        while True:
            with self._lock:
                kept = self._kept.get(key)
                if kept is None:
                    if key not in self._being_made:
                        self._being_made[key] = None
                        break
                    made = self._being_made[key] or Event()
                    self._being_made[key] = made
            if kept is not None:
                for name in kept[0]:
                    self._note(name)
                found: T = kept[1]
                return found
            made.wait()
        try:
            with self._noting() as reads:
                found = make()
            self._kept[key] = frozenset(reads), found
        finally:
            with self._lock:
                awaited = self._being_made.pop(key)
            if awaited is not None:
                awaited.set()
        return found

    def beside(self) -> Memory:
        """Return a memory for other rows of the same file.

        What its pieces read, the pieces of this memory read that are being made.
        """
        fresh = Memory()
        fresh._of_thread = self._of_thread
        return fresh

    def known(self, key: Hashable) -> Any:
        """Return what a piece gave; None where it was not made."""
        kept = self._kept.get(key)
        return None if kept is None else kept[1]

    def lost_since(self, earlier: Memory) -> list[Hashable]:
        """Return the keys of the pieces that an earlier memory has and this one has not."""
        return [key for key in earlier._kept if key not in self._kept]

    def carry_over(self, key: Hashable, earlier: Memory, change: Callable[[T], T | None]) -> None:
        """Take a piece of an earlier memory, changed into what it would be if it were made now.

        It has read what it had read then, and what `change` reads. None: it has to be made anew.
        """
        reads, former = earlier._kept[key]
        with self._noting() as more:
            found = change(former)
        if found is not None:
            self._kept[key] = reads | more, found

    def changed(self, change: Callable[[Hashable, Any], Any | None]) -> Memory:
        """Return a memory with what is made of each piece; None leaves it out."""
        fresh = Memory()
        for key, (reads, former) in self._kept.items():
            if (found := change(key, former)) is not None:
                fresh._kept[key] = reads, found
        return fresh

    def without(self, fields: Collection[str]) -> Memory:
        """Return a memory with the pieces that read none of these fields."""
        changed = frozenset(fields)
        fresh = Memory()
        fresh._kept = {k: v for k, v in self._kept.items() if changed.isdisjoint(v[0])}
        return fresh

    def __len__(self) -> int:
        return len(self._kept)


class remembered(Generic[T]):  # noqa: N801 - used as a decorator, as property is
    """A property that is worked out once; its owner's `once` remembers it and what it read."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self.__doc__ = make.__doc__
        self._name = make.__name__

    def __get__(self, owner: Any, kind: type | None = None) -> T:
        if owner is None:
            return self  # type: ignore[return-value]
        found: T = owner.once((self._name,), lambda: self._make(owner))
        return found


class _Noted(Mapping[str, Column]):
    """Columns by name; the name of each that is looked up is told."""

    def __init__(self, columns: Mapping[str, Column], note: Callable[[str], None]) -> None:
        self._columns = columns
        self._tell = note

    def __getitem__(self, name: str) -> Column:
        self._tell(name)
        return self._columns[name]

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)
