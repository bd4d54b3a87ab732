"""The council's own rules in its profile: kept, removed, passed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ui.fixing.council_profile import CouncilProfile
from ui.jobs import Jobs

if TYPE_CHECKING:
    from cldvalidator.checks.local_rules import CouncilRule
    from cldvalidator.fixes import Profile
    from cldvalidator.fixes.profile_store import ProfileEdit
    from cldvalidator.specification import Specification
    from cldvalidator.task import Task


def rules_now(profile: CouncilProfile) -> tuple[CouncilRule, ...]:
    """Return the rules of the profile; none where it is not read."""
    return () if profile.now is None else profile.now.profile.rules


def keep_rule(profile: CouncilProfile, rule: CouncilRule, specification: Specification) -> None:
    """Keep a rule; one without an id is a new one. Why it may not be kept is told."""

    def change(now: Profile) -> tuple[Profile, str]:
        from cldvalidator.filters.council_rules import in_house_form
        from cldvalidator.fixes.profile_rules import new_rule

        made = new_rule(rule, specification, now.rules)
        when, must = in_house_form(made, specification)
        made = replace(made, when=when, must=must)
        return now.with_rules([made]), f"{made.id} is kept: {made.name}."

    profile.keep(change)


def remove_rule(profile: CouncilProfile, rule: CouncilRule) -> None:
    """Remove a rule from the profile."""
    profile.keep(lambda now: (now.without_rules([rule.id]), f"{rule.id} is removed."))


def import_rules(profile: CouncilProfile, jobs: Jobs, path: Path) -> None:
    """Add the rules of a file to the profile; what is wrong with the file is told."""

    def work(_: Task) -> ProfileEdit:
        from cldvalidator.fixes.profile_rules import read_rules_file, with_rules_added
        from cldvalidator.official import current_specification
        from cldvalidator.wording import counted

        theirs = read_rules_file(path, current_specification("2"))

        def change(now: Profile) -> tuple[Profile, str]:
            together, added, differ = with_rules_added(now.rules, theirs)
            message = f"{counted(len(added), 'rule')} of {len(theirs):,} added."
            if differ:
                message += f" {len(differ):,} with the name of one of yours left as yours is."
            return (now.with_rules(together) if added else now), message

        return change

    jobs.start("import rules", work, profile.keep, of_file=False)


def export_rules(
    rules: tuple[CouncilRule, ...], jobs: Jobs, target: Path, say: Callable[[str], object]
) -> None:
    """Write rules to a file that can be passed on. say: tells that it is written."""

    def work(_: Task) -> None:
        from cldvalidator.fixes.profile_rules import write_rules_file

        write_rules_file(rules, target, overwrite=True)

    def done(_: None) -> None:
        say(f"Written: {target.name}")

    jobs.start("export rules", work, done, of_file=False, writes="the rules")
