"""`cldvalidator profile`: what the council's values mean, reviewed in Excel and kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.paths import is_there
from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted

if TYPE_CHECKING:
    from cldvalidator.fixes import Profile, Proposal, ValueChange
    from cldvalidator.review.opened import Opened


def add_profile(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its actions."""
    command = commands.add_parser(
        "profile", help="keep, review and merge what your own values and headers mean"
    )
    actions = command.add_subparsers(required=True, metavar="ACTION")

    show = actions.add_parser("show", help="check its entries against the specification")
    show.add_argument("profile", type=Path, help="the profile to show")
    show.add_argument("--file", type=Path, help="an extract: say what the profile does with it")
    show.set_defaults(run=_show)

    export = actions.add_parser(
        "export",
        help="write it as a workbook, to be edited in Excel, or as what maps the values at the "
        "source",
    )
    export.add_argument("profile", type=Path, help="the profile; empty if there is none yet")
    export.add_argument(
        "target", type=Path, help="the file to write: .xlsx; with --as .csv, .sql or .pq"
    )
    export.add_argument(
        "--as",
        dest="form",
        choices=("csv", "sql", "powerquery"),
        help="write what the values mean for your reporting team: a look-up table, a CASE for each "
        "field, or a Power Query function",
    )
    export.add_argument(
        "--file",
        type=Path,
        help="add the values of an extract to decide on; with --as, the spellings in it",
    )
    export.add_argument("--overwrite", action="store_true", help="replace the file")
    export.set_defaults(run=_export)

    taken = actions.add_parser("import", help="update the profile from an edited workbook")
    taken.add_argument("profile", type=Path, help="the profile to make or to change")
    taken.add_argument("workbook", type=Path, help="the workbook to read")
    taken.add_argument("--file", type=Path, help="the extract its values come from: its names and "
                       "identifiers are kept out")  # fmt: skip
    taken.set_defaults(run=_import)

    merge = actions.add_parser("merge", help="add the entries of another profile")
    merge.add_argument("profile", type=Path, help="the profile to change")
    merge.add_argument("other", type=Path, help="the profile to take from")
    merge.set_defaults(run=_merge)

    column = actions.add_parser("column", help="remember which field a column of the file is")
    column.add_argument("profile", type=Path, help="the profile to make or to change")
    column.add_argument("header", help="the header as it stands in the file")
    column.add_argument("field", nargs="?", help="the field; without it the column is not used")
    column.set_defaults(run=_column)

    kept = actions.add_parser("filter", help="save a filter of rows under a name")
    kept.add_argument("profile", type=Path, help="the profile to make or to change")
    kept.add_argument("name", help="what it is called: `check --where @NAME` uses it")
    kept.add_argument("filter", nargs="?", help="its text; without it the filter is forgotten")
    kept.set_defaults(run=_filter)

    accept = actions.add_parser("accept", help="mark a finding as known, with a reason")
    accept.add_argument("profile", type=Path, help="the profile to make or to change")
    accept.add_argument("file", type=Path, help="the extract that has the finding")
    accept.add_argument("--rule", required=True, help="the id of the rule, such as ID-11")
    accept.add_argument("--field", required=True, help="the field of the finding")
    accept.add_argument("--value", help="only the findings of this value of a list field")
    accept.add_argument("--reason", required=True, help="why it is right as it is")
    accept.set_defaults(run=_accept)


def load_kept(path: Path, *, may_be_new: bool = False) -> Profile:
    """Read a profile; an empty one where there is none, if it may be new. Raises InputProblem."""
    from cldvalidator.fixes import Profile, load_profile
    from cldvalidator.official import current_specification

    if may_be_new and not is_there(path):
        return Profile()
    return load_profile(path, current_specification("2"))


def change_kept(path: Path, change: Callable[[Profile], Profile]) -> None:
    """Change a profile and say what it holds now. Raises what `change` raises, InputProblem."""
    from cldvalidator.fixes.profile_store import change_profile
    from cldvalidator.official import current_specification
    from cldvalidator.storage.targets import check_extension, check_target

    check_extension(path, "The profile", ".json")
    check_target(path, overwrite=True)
    profile = change_profile(path, current_specification("2"), change)
    own = f", {counted(len(profile.rules), 'rule')} of your own" if profile.rules else ""
    own += f", {counted(len(profile.filters), 'filter')}" if profile.filters else ""
    own += f", {counted(len(profile.spellings), 'spelling')}" if profile.spellings else ""
    print(
        f"Kept in {path}: {counted(len(profile.meanings), 'meaning')}, "
        f"{counted(len(profile.columns), 'column')}, "
        f"{counted(len(profile.known), 'known finding')}{own}."
    )


def _open(path: Path, profile: Profile) -> Opened:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.jobs.check import open_file

    opened = open_file(
        path,
        header_matches=dict(profile.columns),
        usual_sheet=profile.sheet,
        task=terminal_task(),
    )
    clear_progress()
    return opened


def _show(options: argparse.Namespace) -> int:
    from cldvalidator.filters.council_rules import rule_words
    from cldvalidator.fixes.profile_use import (
        new_since,
        standings,
        used_in,
        why_column_unused,
        why_known_unused,
    )
    from cldvalidator.fixes.saved_filters import why_filter_unused
    from cldvalidator.fixes.spellings import why_spelling_unused
    from cldvalidator.official import current_specification

    profile = load_kept(options.profile)
    opened = _open(options.file, profile) if options.file is not None else None
    specification = opened.specification if opened is not None else current_specification("2")
    if opened is None:
        uses = standings(profile, specification)
    else:
        uses = used_in(profile, opened.extract, opened.result)
    for use in uses:
        m = use.meaning
        cells = f"{use.cells:>9,}  " if opened is not None else ""
        remark = f"  [{use.standing}: {use.why}]" if use.why else ""
        print(f"{cells}{m.field}: '{m.found}' -> '{m.written or '(blank)'}'{remark}")
    for header, name in profile.columns.items():
        remark = _not_used(why_column_unused(name, specification))
        print(f"column '{header}' is {name or 'not used'}{remark}")
    for f in profile.filters:
        print(f"filter '{f.name}': {f.where}{_not_used(why_filter_unused(f, specification))}")
    for s in profile.spellings:
        remark = _not_used(why_spelling_unused(s, specification))
        print(f"spelling of {s.field}: '{s.found}' -> '{s.written}'{remark}")
    for k in profile.known:
        only = f" of '{k.value}'" if k.value is not None else ""
        remark = _not_used(why_known_unused(k, specification, profile))
        print(f"known: {k.rule} in {k.field}{only}, {k.cells:,} when accepted: {k.reason}{remark}")
    for rule in profile.rules:
        off = "" if rule.on else " (switched off)"
        print(f"own rule {rule.id} '{rule.name}'{off}: {rule_words(rule)}")
    if opened is not None:
        new = new_since(profile, opened.extract, opened.result)
        cells = counted(sum(p.cells for p in new), "cell")
        print(
            f"New since: {counted(len(new), 'value needs', 'values need')} a decision, in {cells}."
        )
    return 0


def _not_used(why: str) -> str:
    """Return the remark on an entry that the pack cannot follow, as on a meaning."""
    return f"  [not used: {why}]" if why else ""


def _export(options: argparse.Namespace) -> int:
    from cldvalidator.fixes.profile_use import new_since
    from cldvalidator.fixes.profile_workbook import MOST_NEW, write_profile_workbook
    from cldvalidator.official import current_specification

    profile = load_kept(options.profile, may_be_new=options.form is None)
    if options.form is not None:
        return _compile(options, profile)
    new: tuple[Proposal, ...] = ()
    extract = None
    if options.file is not None:
        opened = _open(options.file, profile)
        extract = opened.extract
        new = new_since(profile, extract, opened.result)
    write_profile_workbook(
        profile,
        options.target,
        current_specification("2"),
        new=new,
        extract=extract,
        overwrite=options.overwrite,
    )
    entries = counted(len(profile), "entry", "entries")
    decide = counted(len(new), "value")
    first = f" (the {MOST_NEW:,} in most cells are in it)" if len(new) > MOST_NEW else ""
    print(f"Written: {options.target}: {entries}, {decide} to decide{first}.")
    return 0


def _compile(options: argparse.Namespace, profile: Profile) -> int:
    """Write the profile in a form for the reporting team."""
    from cldvalidator.fixes.profile_use import profile_changes
    from cldvalidator.official import current_specification
    from cldvalidator.writing.profile_compiled import compiled, entries_of, write_compiled

    changes: tuple[ValueChange, ...] = ()
    specification = current_specification("2")
    if options.file is not None:
        opened = _open(options.file, profile)
        specification = opened.specification
        changes = profile_changes(profile, opened.extract, opened.result)
    made = compiled(entries_of(profile, specification, changes), options.form)
    write_compiled(made, options.target, overwrite=options.overwrite)
    print(f"Written: {options.target}: {made.sentence}")
    return 0


def _import(options: argparse.Namespace) -> int:
    from cldvalidator.fixes.profile_differences import counted_differences, differences
    from cldvalidator.fixes.profile_workbook_reading import read_profile_workbook
    from cldvalidator.official import current_specification

    before = load_kept(options.profile, may_be_new=True)
    extract = _open(options.file, before).extract if options.file is not None else None
    specification = current_specification("2")
    # Without a profile nobody knows which entries were there before the edits.
    known_before = before if is_there(options.profile) else None
    after = read_profile_workbook(options.workbook, specification, extract, known_before)
    after = after.with_sheet(before.sheet).with_rules(before.rules)  # the workbook has neither
    found = differences(before, after, specification)
    print(f"Entries: {counted_differences(found)}.")
    for d in found:
        if d.kind != "new" or d.remark:
            texts = " -> ".join(filter(None, (d.before, d.after)))
            print(f"{d.kind}: {d.place}: {texts}")

    def take(now: Profile) -> Profile:
        if now != before:
            raise InputProblem(
                f"{options.profile.name} has been changed by somebody else meanwhile.",
                "Import the workbook again.",
            )
        return after

    change_kept(options.profile, take)
    return 0


def _merge(options: argparse.Namespace) -> int:
    from cldvalidator.fixes.profile import merged

    theirs = load_kept(options.other)
    _, disagreements = merged(load_kept(options.profile), theirs)
    for d in disagreements:
        print(f"{d.place}: kept '{d.mine}', the other says '{d.theirs}'")
    change_kept(options.profile, lambda now: merged(now, theirs)[0])
    return 0


def _column(options: argparse.Namespace) -> int:
    from cldvalidator.fixes.profile import why_column_not_kept
    from cldvalidator.official import current_specification

    if why := why_column_not_kept(options.header):
        raise InputProblem(
            f"The header is not kept in the profile: {why}.",
            "Give a header as it stands in the file; a private one is better corrected there.",
        )
    if options.field is not None and options.field not in current_specification("2").by_name:
        raise InputProblem(
            f"The specification has no field “{options.field}”."
            if options.field.strip()
            else "The name of the field is blank.",
            "Choose one of those that `cldvalidator spec` lists.",
        )
    change_kept(options.profile, lambda now: now.with_column(options.header, options.field))
    return 0


def _filter(options: argparse.Namespace) -> int:
    from cldvalidator.filters import FilterFields, read_filter
    from cldvalidator.filters.not_here import refuse_unknown_rules
    from cldvalidator.filters.unlisted import unlisted_values
    from cldvalidator.fixes.saved_filters import SavedFilter, new_filter
    from cldvalidator.official import current_specification

    if options.filter is None:
        change_kept(options.profile, lambda now: now.without_filter(SavedFilter(options.name, "")))
        return 0
    specification = current_specification("2")
    fields = FilterFields(specification)
    condition = read_filter(options.filter, fields)
    rules = [rule.id for rule in load_kept(options.profile, may_be_new=True).rules]
    refuse_unknown_rules(condition, rules)
    made = new_filter(options.name, condition, fields)
    # A file may hold such a value, so that the filter is kept.
    for sentence in unlisted_values([condition], specification):
        print(sentence, file=sys.stderr)
    change_kept(options.profile, lambda now: now.with_filters([made]))
    return 0


def _accept(options: argparse.Namespace) -> int:
    from cldvalidator.fixes import accept

    profile = load_kept(options.profile, may_be_new=True)
    opened = _open(options.file, profile)
    known = accept(
        options.rule,
        options.field,
        options.reason,
        opened.extract,
        opened.result,
        value=options.value,
    )
    findings = counted(known.cells, "finding is", "findings are")
    print(f"{known.rule} in {known.field}: {findings} known.")
    change_kept(options.profile, lambda now: now.with_known(known))
    return 0
