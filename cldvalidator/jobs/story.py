"""The stories of the people of a file, or of several submissions joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from cldvalidator.checks import check_extract, check_the_same_way
from cldvalidator.checks.local_rules import CouncilRule
from cldvalidator.filters.council_rules import read_rules
from cldvalidator.jobs.join import checked_files, gather_set, is_set_file, join_set
from cldvalidator.jobs.preview import checked_events
from cldvalidator.jobs.preview_inputs import PreviewInputs
from cldvalidator.measures.effect import CheckedFile
from cldvalidator.measures.preview import chosen_measures, preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.official import current_specification
from cldvalidator.paths import is_folder_there
from cldvalidator.problems import InputProblem
from cldvalidator.review.person_story import PersonStories
from cldvalidator.review.story_measure import CountedRecords
from cldvalidator.submissions.submission_reading import ReadingOptions, extract_of
from cldvalidator.task import SILENT, Task


def stories_of(
    paths: Sequence[Path],
    inputs: PreviewInputs,
    *,
    reading: ReadingOptions | None = None,
    rules: Sequence[CouncilRule] = (),
    today: date | None = None,
    task: Task = SILENT,
) -> PersonStories:
    """Read a file, or join several, and return everybody's story.

    paths: one file; or several, a folder or a saved set, which are joined as DHSC does. reading:
    how files are read. rules: the council's own, whose findings stand among a record's; each file
    is judged by itself. today: the day that rules take as today.

    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    reading = reading or ReadingOptions()
    only = paths[0]
    if len(paths) > 1 or is_folder_there(only) or is_set_file(only):
        gathered = gather_set(paths, reading=reading, task=task)
        joined = join_set(gathered, inputs, task=task)
        return PersonStories(joined.processed, checked_files(joined, {}, rules, task=task))
    specification = current_specification("2")
    extract = extract_of(only, specification, reading, task=task)
    local = read_rules(rules, specification)
    checked = check_extract(extract, specification, today=today, local=local, task=task)
    processed = checked_events(extract, checked, inputs, task=task)
    return PersonStories(processed, [CheckedFile(extract, checked)])


def judged_by_own_rules(
    files: Sequence[CheckedFile], rules: Sequence[CouncilRule], *, task: Task = SILENT
) -> Sequence[CheckedFile]:
    """Check files of a joined table again, by the council's own rules too. Raises Cancelled.

    Each is judged by itself. Without a rule that is on they are as they are.
    """
    local = read_rules(rules, current_specification("2"))
    if not local:
        return files
    return [
        replace(f, result=check_the_same_way(f.extract, replace(f.result, local=local), task=task))
        for f in files
    ]


def counted_in(stories: PersonStories, name: str, *, task: Task = SILENT) -> CountedRecords | None:
    """Compute a measure for stories; None for the name "". Raises InputProblem, Cancelled.

    The populations of ASCOF 2B and 2C are left out: nobody counts or not because of them.
    """
    if not name:
        return None
    if len(chosen_measures([name])) != 1:
        raise InputProblem(
            f"{name} stands for several measures.", "Name one of them, such as LTS001b."
        )
    made = preview(stories.processed, Inputs(), only=[name], latest_only=True, task=task)
    return CountedRecords(made[0].results[0], stories.processed)
