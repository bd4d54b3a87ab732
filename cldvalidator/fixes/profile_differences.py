"""What would change in a profile: entries that are new, changed or gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

from cldvalidator.fixes.profile import Profile

Kind = Literal["new", "changed", "gone"]
_KINDS: tuple[Kind, ...] = ("new", "changed", "gone")


@dataclass(frozen=True)
class Difference:
    """An entry that differs: what it is about, and what it says before and after ("" for none)."""

    kind: Kind
    place: str
    before: str
    after: str


def differences(before: Profile, after: Profile) -> tuple[Difference, ...]:
    """Return the entries that differ, gone and changed ones first: they take something away."""
    was, now = _entries(before), _entries(after)
    found = []
    for key in {**was, **now}:
        place, one = was.get(key, ("", ""))
        there, two = now.get(key, ("", ""))
        if key not in was or key not in now or one != two:
            kind: Kind = "new" if key not in was else "gone" if key not in now else "changed"
            found.append(Difference(kind, place or there, one, two))
    return tuple(sorted(found, key=lambda d: (-_KINDS.index(d.kind), d.place)))


def counted_differences(found: Iterable[Difference]) -> str:
    """Return how many entries are new, changed and gone, in words."""
    counts = Counter(d.kind for d in found)
    return ", ".join(f"{counts[kind]:,} {kind}" for kind in _KINDS)


def _entries(profile: Profile) -> dict[Hashable, tuple[str, str]]:
    """Return by key what each entry is about and what it says."""
    entries: dict[Hashable, tuple[str, str]] = {}
    for m in profile.meanings:
        note = f" ({m.note})" if m.note else ""
        entries["meaning", *m.key] = f"{m.field}: “{m.found}”", f"{m.written or 'blank'}{note}"
    for header, name in profile.columns.items():
        entries["column", header] = f"Column “{header}”", name or "kept aside"
    for k in profile.known:
        only = f" of “{k.value}”" if k.value is not None else ""
        entries["known", *k.key] = f"Known: {k.rule} in {k.field}{only}", k.reason
    return entries
