"""`cldvalidator story`: every event of a person, and why they count in a measure or not."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from cldvalidator.command_line.as_of_option import add_as_of, day_of
from cldvalidator.command_line.examples import add_examples
from cldvalidator.command_line.people_options import (
    add_people_files,
    add_people_options,
    read_people,
)
from cldvalidator.problems import InputProblem

if TYPE_CHECKING:
    from cldvalidator.review.person_story import PersonStories, PersonStory
    from cldvalidator.review.story_measure import CountedRecords

MOST_PEOPLE = 20


def add_story(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    command = commands.add_parser(
        "story", help="show every event of a person, and why they count in a measure"
    )
    add_examples(command, "story")
    add_people_files(command)
    whose = command.add_mutually_exclusive_group(required=True)
    whose.add_argument("--row", metavar="ROW", help="a row as Excel shows it; of a set, FILE:ROW")
    whose.add_argument(
        "--person",
        metavar="WHO",
        help="an NHS number, an LA person identifier, or the beginning of names",
    )
    command.add_argument("--measure", default="", help='say who counts in it, such as "ASCOF 2A"')
    command.add_argument(
        "--no-values",
        action="store_true",
        help="leave out identifiers, names, and dates of birth and death",
    )
    command.add_argument(
        "--profile",
        type=Path,
        metavar="P",
        help="your profile: its columns, its sheet and rules of your own",
    )
    add_people_options(command)
    add_as_of(command)
    command.set_defaults(run=_story)


def _story(options: argparse.Namespace) -> int:
    from cldvalidator.command_line.check_text import clear_progress, terminal_task
    from cldvalidator.command_line.fix import profile_of
    from cldvalidator.jobs.story import counted_in
    from cldvalidator.presentation.story_text import rules_not_run, story_json, story_lines
    from cldvalidator.task import Task

    task = Task() if options.json else terminal_task()
    stories = read_people(
        options,
        task,
        profile=profile_of(options.profile),
        today=day_of(options, options.paths[0]),
    )
    counted = counted_in(stories, options.measure, task=task)
    found, more = _asked_for(options, stories, counted)
    clear_progress()
    hidden, not_run = options.no_values, list(rules_not_run(stories))
    if options.json:
        content = {
            "people": [story_json(s, hidden=hidden) for s in found],
            "more": more,
            **({"your own rules not run": not_run} if not_run else {}),
        }
        print(json.dumps(content, indent=1, ensure_ascii=False))
        return 0
    print("\n\n".join("\n".join(story_lines(s, hidden=hidden)) for s in found))
    if more:
        fit = "1 more person fits" if more == 1 else f"{more:,} more people fit"
        print(f"\n{fit}. Give more of the name, or an identifier.")
    if not_run:
        print("\n" + "\n".join(not_run))
    return 0


def _asked_for(
    options: argparse.Namespace, stories: PersonStories, counted: CountedRecords | None
) -> tuple[list[PersonStory], int]:
    """Return the stories asked for, and how many more there are. Raises InputProblem."""
    if options.row is not None:
        name, _, number = options.row.rpartition(":")
        if not number.isdecimal() or len(number) > 9:
            raise InputProblem("That is no row number.", "Write it as --row 51.")
        record = stories.record_of_row(int(number), name)
        return [stories.of_record(record, counted)], 0
    people = stories.find(options.person).tolist()
    if not people:
        raise InputProblem(
            "Nobody in the file has that identifier or name.",
            "Give an NHS number or an LA person identifier as it stands in the file.",
        )
    shown = [stories.of_person(person, counted) for person in people[:MOST_PEOPLE]]
    return shown, len(people) - len(shown)
