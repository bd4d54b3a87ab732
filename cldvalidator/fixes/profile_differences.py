"""What would change in a profile: entries that are new, changed or gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Literal

from cldvalidator.filters.council_rules import rule_words
from cldvalidator.fixes.profile import Profile
from cldvalidator.fixes.profile_use import (
    APPLIED,
    standings,
    why_column_unused,
    why_known_unused,
)
from cldvalidator.fixes.saved_filters import why_filter_unused
from cldvalidator.fixes.spellings import why_spelling_unused
from cldvalidator.official import current_specification
from cldvalidator.specification import Specification

Kind = Literal["new", "changed", "gone"]
_KINDS: tuple[Kind, ...] = ("new", "changed", "gone")


@dataclass(frozen=True)
class Difference:
    """An entry that differs: what it is about, and what it says before and after ("" for none).

    remark: that the pack cannot follow it, and why; it stands at the end of `after` too.
    """

    kind: Kind
    place: str
    before: str
    after: str
    remark: str = ""


def differences(
    before: Profile, after: Profile, specification: Specification | None = None
) -> tuple[Difference, ...]:
    """Return the entries that differ, gone and changed ones first: they take something away.

    specification: what the entries afterwards are held against; that of Release 2 by default.
    """
    was, now = _entries(before), _entries(after)
    remarks = _remarks(after, specification or current_specification("2"))
    found = []
    for key in {**was, **now}:
        place, one = was.get(key, ("", ""))
        there, two = now.get(key, ("", ""))
        if key not in was or key not in now or one != two:
            kind: Kind = "new" if key not in was else "gone" if key not in now else "changed"
            remark = remarks.get(key, "")
            text = f"{two} [{remark}]" if remark else two
            found.append(Difference(kind, place or there, one, text, remark))
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
    for f in profile.filters:
        entries["filter", f.key] = f"Filter “{f.name}”", f.where
    for s in profile.spellings:
        entries["spelling", *s.key] = f"Spelling of {s.field}: “{s.found}”", s.written
    for k in profile.known:
        only = f" of “{k.value}”" if k.value is not None else ""
        entries["known", *k.key] = f"Known: {k.rule} in {k.field}{only}", k.reason
    for r in profile.rules:
        entries["rule", r.id] = f"Own rule {r.id}: {r.name}", rule_words(r)
    return entries


def _remarks(profile: Profile, specification: Specification) -> dict[Hashable, str]:
    """Return by key why entries are not used with a pack."""
    remarks: dict[Hashable, str] = {
        ("meaning", *use.meaning.key): f"{use.standing}: {use.why}"
        for use in standings(profile, specification)
        if use.standing not in APPLIED
    }
    for header, name in profile.columns.items():
        if why := why_column_unused(name, specification):
            remarks["column", header] = f"not used: {why}"
    for f in profile.filters:
        if why := why_filter_unused(f, specification):
            remarks["filter", f.key] = f"not used: {why}"
    for s in profile.spellings:
        if why := why_spelling_unused(s, specification):
            remarks["spelling", *s.key] = f"not used: {why}"
    for k in profile.known:
        if why := why_known_unused(k, specification, profile):
            remarks["known", *k.key] = f"not used: {why}"
    return remarks
