"""`cldvalidator rules`: a council's own rules, kept in its profile and passed on as data."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.profile import change_kept, load_kept
from cldvalidator.paths import is_there
from cldvalidator.problems import InputProblem
from cldvalidator.wording import counted, some

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.fixes import Profile

_MOST_ROWS = 20


def add_rules(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its actions."""
    command = commands.add_parser("rules", help="rules of your council's own, in its profile")
    add_examples(command, "rules")
    actions = command.add_subparsers(required=True, metavar="ACTION")

    listed = actions.add_parser("list", help="list the rules of a profile")
    listed.add_argument("profile", type=Path, help="the profile")
    listed.set_defaults(run=_list)

    add = actions.add_parser("add", help="add a rule to a profile, or change one")
    add.add_argument("profile", type=Path, help="the profile to make or to change")
    add.add_argument("--name", required=True, help="what it is about; a rule of that name changes")
    add.add_argument("--must", required=True, help="the condition that has to hold")
    add.add_argument("--when", default="", help="the rows it is about; every row without it")
    add.add_argument("--query", action="store_true", help="a query, not a warning")
    add.add_argument("--words", default="", help="what is wrong with a row that breaks it")
    add.add_argument("--owner", default="", help="who looks after it, a team or a role")
    add.set_defaults(run=_add)

    remove = actions.add_parser("remove", help="remove rules, or switch them off or on")
    remove.add_argument("profile", type=Path, help="the profile to change")
    remove.add_argument("rule", nargs="+", help="the id of a rule, such as LOCAL-01")
    how = remove.add_mutually_exclusive_group()
    how.add_argument("--off", action="store_true", help="only switch them off")
    how.add_argument("--on", action="store_true", help="switch them on again")
    remove.set_defaults(run=_remove)

    export = actions.add_parser("export", help="write the rules to a file, to be passed on")
    export.add_argument("profile", type=Path, help="the profile")
    export.add_argument("file", type=Path, help="the file to write (.json)")
    export.add_argument("--overwrite", action="store_true", help="replace the file")
    export.set_defaults(run=_export)

    taken = actions.add_parser("import", help="add the rules of a file to a profile")
    taken.add_argument("profile", type=Path, help="the profile to make or to change")
    taken.add_argument("file", type=Path, help="a file of rules; none of it is run as code")
    taken.set_defaults(run=_import)

    test = actions.add_parser("test", help="try the rules on an extract; nothing is kept")
    test.add_argument("rules", type=Path, help="a profile, or a file of rules")
    test.add_argument("file", type=Path, help="the extract")
    test.set_defaults(run=_test)


def _list(options: argparse.Namespace) -> int:
    profile = load_kept(options.profile)
    if not profile.rules:
        print("The profile has no rules of your own.")
    for rule in profile.rules:
        print(_described(rule))
    return 0


def _described(rule: CouncilRule) -> str:
    off = "" if rule.on else ", switched off"
    lines = [f"{rule.id}  {rule.name} ({rule.severity}{off})"]
    lines += [f"  when   {rule.when}"] if rule.when else []
    lines.append(f"  must   {rule.must}")
    lines += [f"  words  {rule.words}"] if rule.words else []
    lines += [f"  owner  {rule.owner}"] if rule.owner else []
    return "\n".join(lines)


def _add(options: argparse.Namespace) -> int:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.filters.council_rules import in_house_form, read_rule
    from cldvalidator.filters.unlisted import unlisted_values
    from cldvalidator.fixes.profile_rules import new_rule
    from cldvalidator.official import current_specification

    specification = current_specification("2")
    asked = CouncilRule(
        "",
        options.name.strip(),
        options.must,
        options.when,
        "query" if options.query else "warning",
        options.words.strip(),
        options.owner.strip(),
    )

    kept: list[CouncilRule] = []

    def with_it(now: Profile) -> Profile:
        there = next((r.id for r in now.rules if r.key == asked.key), "")
        made = new_rule(_with(asked, id=there), specification, now.rules)
        when, must = in_house_form(made, specification)
        made = _with(made, when=when, must=must)
        kept[:] = [made]
        return now.with_rules(kept)

    change_kept(options.profile, with_it)
    print(_described(kept[0]))
    read = read_rule(kept[0], specification)
    for doubt in unlisted_values((read.when, read.must), specification):
        print(f"  {doubt}")
    return 0


def _with(rule: CouncilRule, **changed: str | bool) -> CouncilRule:
    from dataclasses import replace

    return replace(rule, **changed)  # type: ignore[arg-type]


def _remove(options: argparse.Namespace) -> int:
    asked = [text.strip().upper() for text in options.rule]

    def without(now: Profile) -> Profile:
        unknown = [i for i in asked if i not in {rule.id for rule in now.rules}]
        if unknown:
            raise InputProblem(
                f"The profile has no rule {', '.join(unknown)}.",
                "See `cldvalidator rules list` for those that it has.",
            )
        if not options.off and not options.on:
            return now.without_rules(asked)
        return now.with_rules(_with(r, on=options.on) for r in now.rules if r.id in asked)

    change_kept(options.profile, without)
    return 0


def _export(options: argparse.Namespace) -> int:
    from cldvalidator.fixes.profile_rules import write_rules_file
    from cldvalidator.storage.targets import check_extension, check_targets

    check_extension(options.file, "The file of rules", ".json")
    check_targets([options.file], overwrite=options.overwrite, never=(options.profile,))
    profile = load_kept(options.profile)
    if not profile.rules:
        raise InputProblem("The profile has no rules of your own.", "Add some first.")
    write_rules_file(profile.rules, options.file, overwrite=options.overwrite)
    print(f"Written: {options.file}: {counted(len(profile.rules), 'rule')}.")
    return 0


def _import(options: argparse.Namespace) -> int:
    from cldvalidator.fixes.profile_rules import read_rules_file, with_rules_added
    from cldvalidator.official import current_specification

    theirs = read_rules_file(options.file, current_specification("2"))
    messages: list[str] = []

    def with_them(now: Profile) -> Profile:
        together, added, differ = with_rules_added(now.rules, theirs)
        messages[:] = map(_described, added)
        messages.extend(
            f"kept yours: “{r.name}” is in your profile in another form" for r in differ
        )
        messages.append(f"Added: {counted(len(added), 'rule')} of {len(theirs):,}.")
        return now.with_rules(together) if added else now

    change_kept(options.profile, with_them)
    print("\n".join(messages))
    return 0


def _test(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.fixes import Profile
    from cldvalidator.fixes.profile_rules import is_rules_file, read_rules_file
    from cldvalidator.jobs.check import open_file
    from cldvalidator.official import current_specification
    from cldvalidator.review.rule_trial import RuleTrial

    if is_there(options.rules) and is_rules_file(options.rules):
        found = read_rules_file(options.rules, current_specification("2"))
        profile = Profile().with_rules(found)
    else:
        profile = load_kept(options.rules)
    opened = open_file(
        options.file,
        header_matches=profile.columns,
        usual_sheet=profile.sheet,
        task=terminal_task(),
    )
    clear_progress()
    trial, source = RuleTrial(opened), opened.extract.source_rows
    for rule in profile.rules:
        print(_described(rule))
        try:
            tried = trial.judge(rule)
        except InputProblem as problem:
            print(f"  not judged: {problem.what}")
            continue
        print(f"  {tried.sentence}")
        if doubts := trial.doubts(rule):
            print(f"  {doubts}")
        if len(tried.rows):
            print(f"  rows   {some([str(source[r]) for r in tried.rows], _MOST_ROWS)}")
    if not profile.rules:
        print("There are no rules of your own to try.")
    return 0
