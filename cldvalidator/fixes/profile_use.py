"""A profile put to use: what it changes in a file, what is new since, what the pack says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from cldvalidator.checks import CheckResult
from cldvalidator.checks.cells.judgement import NO_GUESS
from cldvalidator.checks.cells.listed import ListJudge
from cldvalidator.checks.cells.shapes import shape
from cldvalidator.checks.rules import load_rules
from cldvalidator.extract import Extract
from cldvalidator.fixes.changes import Change, ValueChange
from cldvalidator.fixes.near_spellings import NAMES, is_near
from cldvalidator.fixes.private_texts import People
from cldvalidator.fixes.profile import (
    KnownFinding,
    Meaning,
    Profile,
    may_have_meanings,
    why_not_kept,
)
from cldvalidator.fixes.proposals import Proposal, propose
from cldvalidator.fixes.spellings import Spelling, spelling_changes, spelling_of
from cldvalidator.problems import InputProblem
from cldvalidator.specification import Specification
from cldvalidator.wording import counted

Standing = Literal["used", "not needed", "contradicts", "not listed", "no such field"]
_NOT_KEPT = "a name has two identifiers or may be about a person"
APPLIED: frozenset[Standing] = frozenset({"used", "not needed"})


@dataclass(frozen=True)
class Use:
    """A meaning, how it stands to the current pack and why, and the cells it would change.

    Only meanings that are "used" or "not needed" (the pack says the same) change anything.
    """

    meaning: Meaning
    standing: Standing
    why: str
    cells: int = 0


def standings(profile: Profile, specification: Specification) -> tuple[Use, ...]:
    """Return how each meaning of a profile stands to a pack."""
    judges: dict[str, ListJudge] = {}
    return tuple(Use(m, *_standing(m, specification, judges)) for m in profile.meanings)


def _standing(
    meaning: Meaning, specification: Specification, judges: dict[str, ListJudge]
) -> tuple[Standing, str]:
    name = meaning.field
    if name not in may_have_meanings(specification):
        return "no such field", "The specification has no such field with a list."
    if name not in judges:
        judges[name] = ListJudge(specification.by_name[name], specification)
    judge = judges[name]
    listed = specification.values(name)
    if meaning.written and meaning.written not in listed:
        return "not listed", "The specification does not list what it means."
    if meaning.found in judge.accepted:
        same = meaning.found == meaning.written
        if same:
            return "not needed", "The specification lists the value itself."
        return "contradicts", "The specification lists the value itself, with a meaning of its own."
    fault = judge.examine(meaning.found)
    proposal = fault.proposal if fault is not None else None
    if proposal is None or proposal.certainty not in NO_GUESS:
        return "used", ""
    if proposal.text == meaning.written:
        return "not needed", "The program changes it in the same way by itself."
    return "contradicts", f"In the specification it means “{proposal.text}”."


def why_column_unused(name: str | None, specification: Specification) -> str:
    """Say why a remembered column is not used with a pack; "" if it is. name: the field it is."""
    lacks = name is not None and name not in specification.by_name
    return "The specification has no such field." if lacks else ""


def why_known_unused(
    finding: KnownFinding, specification: Specification, profile: Profile | None = None
) -> str:
    """Say why an accepted finding cannot come up again with a pack; "" if it can.

    profile: whose own rules may have found it.
    """
    own = [] if profile is None else [rule.id for rule in profile.rules]
    if finding.rule not in load_rules() and finding.rule not in own:
        return "There is no such rule."
    if finding.field not in specification.by_name:
        return "The specification has no such field."
    return ""


def used_in(profile: Profile, extract: Extract, result: CheckResult) -> tuple[Use, ...]:
    """Return the meanings of a profile with the number of cells of a file each would change."""
    counts: dict[tuple[str, str], int] = {}
    for change in profile_changes(profile, extract, result):
        key = (change.field, shape(change.found))
        counts[key] = counts.get(key, 0) + change.rows
    return tuple(
        Use(u.meaning, u.standing, u.why, counts.get(u.meaning.key, 0))
        for u in standings(profile, result.specification)
    )


def profile_changes(
    profile: Profile, extract: Extract, result: CheckResult
) -> tuple[ValueChange, ...]:
    """Return the changes that a profile makes in a file.

    A value is meant whatever its case, its spaces and the shape of its dashes. A value that the
    specification lists is never changed. Names that are spelt in several ways come first.
    """
    specification = result.specification
    changes = list(spelling_changes(profile.spellings, extract, specification))
    meant: dict[str, dict[str, Meaning]] = {}
    for use in standings(profile, specification):
        if use.standing in APPLIED:
            meant.setdefault(use.meaning.field, {})[use.meaning.key[1]] = use.meaning
    for name in specification.names:
        column = extract.records.columns.get(name)
        if name not in meant or column is None:
            continue
        accepted = set(ListJudge(specification.by_name[name], specification).accepted)
        faults = result.judged[name].faults
        for code, text in enumerate(column.texts):
            meaning = meant[name].get(shape(text)) if text not in accepted else None
            if meaning is None or text == meaning.written or not column.counts[code]:
                continue
            fault = faults.get(code)
            changes.append(
                ValueChange(
                    name,
                    text,
                    meaning.written,
                    int(column.counts[code]),
                    fault.rule if fault else "",
                    certainty="ask",
                    by="profile",
                )
            )
    return tuple(changes)


def new_since(profile: Profile, extract: Extract, result: CheckResult) -> tuple[Proposal, ...]:
    """Return the values of a file that need a decision and that the profile says nothing about.

    Only fields that a profile may hold; the most frequent first. Values that the program changes
    safely by itself need none.
    """
    fields = set(may_have_meanings(result.specification))
    known = {u.meaning.key for u in standings(profile, result.specification) if _counts(u)}
    found = [
        p
        for p in propose(extract, result, fields=fields)
        if p.certainty not in NO_GUESS and not (known and (p.field, shape(p.found)) in known)
    ]
    return tuple(sorted(found, key=lambda p: (-p.cells, p.field, p.found)))


def _counts(use: Use) -> bool:
    return use.standing in APPLIED


@dataclass(frozen=True)
class Remembered:
    """What is kept of the decisions for a file, and what is not.

    left_out: by the reason, how many values have a meaning that is not kept.
    """

    meanings: tuple[Meaning, ...]
    left_out: Mapping[str, int]
    spellings: tuple[Spelling, ...] = ()

    @property
    def sentence(self) -> str:
        """Say how many meanings are kept, and how many are not and why."""
        kept = f"{counted(len(self.meanings), 'mapping is', 'mappings are')} in the profile."
        also = f" {self._of_spellings}" if self.spellings else ""
        return f"{kept}{also}{self._not_kept}"

    @property
    def sentence_of_spellings(self) -> str:
        """Say how many spellings of names are kept, and how many are not and why."""
        return f"{self._of_spellings}{self._not_kept}"

    @property
    def _of_spellings(self) -> str:
        names = counted(len(self.spellings), "spelling of a name is", "spellings of names are")
        return f"{names} in the profile."

    @property
    def _not_kept(self) -> str:
        reasons = "; ".join(f"{number:,}, because {why}" for why, number in self.left_out.items())
        return f" Not kept: {reasons}." if reasons else ""


def remembered(
    changes: Iterable[Change], specification: Specification, extract: Extract
) -> Remembered:
    """Return what accepted changes of values mean, decided today, to be kept in a profile.

    A value that was changed more than once means what became of it in the end. Left out without a
    word: what the program changes safely by itself, and single cells. Left out with a reason: what
    may not enter a profile. extract: the file as it was read.
    """
    people, today = People(extract), date.today().isoformat()
    kept: list[Meaning] = []
    spellings: list[Spelling] = []
    left_out: Counter[str] = Counter()
    for name, found, written in _decided(changes, extract):
        if name in NAMES and is_near(found, written):
            try:
                spellings.append(spelling_of(name, found, written, extract, people))
            except InputProblem:
                left_out[_NOT_KEPT] += 1
            continue
        made = Meaning(name, found.strip(), written, since=today)
        if why := why_not_kept(made, specification, people):
            left_out[why] += 1
        else:
            kept.append(made)
    return Remembered(tuple(kept), dict(left_out), tuple(spellings))


def meanings_of(
    changes: Iterable[Change], specification: Specification, extract: Extract
) -> tuple[Meaning, ...]:
    """Return the meanings alone of what is `remembered`."""
    return remembered(changes, specification, extract).meanings


def _decided(changes: Iterable[Change], extract: Extract) -> Iterator[tuple[str, str, str]]:
    """Yield by field what each value of a file has become by decisions, the last decided last."""
    became: dict[tuple[str, str], tuple[str, bool]] = {}
    for change in changes:
        if not isinstance(change, ValueChange) or change.field not in extract.columns:
            continue
        key = (change.field, change.found)
        column = extract.columns[change.field]
        code = column.values.index(change.found).as_py()
        if key not in became and code >= 0 and column.counts[code]:
            became[key] = change.found, False
        met = [k for k, (now, _) in became.items() if (k[0], now) == key]
        for value in met:
            _, decided = became.pop(value)
            became[value] = change.written, decided or change.certainty not in NO_GUESS
    for (name, found), (written, decided) in became.items():
        if decided and found != written:
            yield name, found, written
