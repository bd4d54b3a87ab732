"""The whole job on the bundled sample: read, check, preview, write."""

from __future__ import annotations

from importlib.resources import as_file
from pathlib import Path

from cldvalidator.bundled import bundled
from cldvalidator.command_line.check_text import clear_progress, summary, written_summary
from cldvalidator.events import process
from cldvalidator.jobs.check import open_file, submission_files, submit
from cldvalidator.measures.preview import preview
from cldvalidator.measures.registry import Inputs
from cldvalidator.presentation.preview_text import preview_text
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.sample_file import FILE_NAME
from cldvalidator.storage.targets import check_targets
from cldvalidator.task import Task

SHOWN = ("ASCOF 2A", "ASCOF 2E", "ASCOF 3D clients", "Waiting times")


def run_demo(folder: Path, task: Task) -> None:
    """Do the job on the sample, write into a folder (made if missing), say what was written.

    Raises InputProblem, EnvironmentProblem, Cancelled.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise InputProblem(
            f"{folder} is a file, or lies in one.", "Choose a folder with --folder."
        ) from error
    except OSError as error:
        raise EnvironmentProblem(
            f"The folder {folder} cannot be made: {error.strerror}.",
            "Choose another one with --folder.",
        ) from error
    target = folder / "sample_submission.csv"
    check_targets(submission_files(target), overwrite=True)
    _refuse_what_is_not_ours(target)
    with as_file(bundled("sample", FILE_NAME)) as sample:
        opened = open_file(sample, task=task)
        clear_progress()
        print("The sample is synthetic: nobody in it exists.\n")
        print(summary(opened))
        processed = process(opened.extract, opened.specification, task=task)
        previewed = preview(processed, Inputs(), only=SHOWN, task=task)
        clear_progress()
        print("\nPreview of the national figures (some of them; `cldvalidator preview` has all)")
        print(preview_text(processed, previewed, {}))
        submitted = submit(opened, target, release_1=True, overwrite=True, task=task)
    clear_progress()
    print("\n" + written_summary(submitted))


def _refuse_what_is_not_ours(target: Path) -> None:
    """Raise InputProblem for a file that no demo has written: only its own are replaced."""
    target, manifest, log = submission_files(target)
    there = [path.name for path in (target, manifest, log) if path.exists()]
    ours = manifest.is_file() and FILE_NAME in manifest.read_text("utf-8", errors="replace")
    if there and not ours:
        raise InputProblem(
            f"{there[0]} is in {target.parent} already, and it is not from a demo.",
            "Choose another folder with --folder.",
        )
