"""The twin of an open file: made, written, read back, proved, and only then given its name."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np

from cldvalidator.checks import check_extract
from cldvalidator.checks.cells.date_evidence import with_dates
from cldvalidator.extract import read_extract
from cldvalidator.extract.dictionaries import give_memory_back
from cldvalidator.problems import EnvironmentProblem, InputProblem
from cldvalidator.review.opened import Opened
from cldvalidator.storage.targets import check_extension, check_targets
from cldvalidator.storage.transaction import OutputTransaction
from cldvalidator.task import SILENT, Task
from cldvalidator.twin_data.date_cells import is_half_swapped
from cldvalidator.twin_data.making import make_twin
from cldvalidator.twin_data.proof import TwinProof, prove
from cldvalidator.twin_data.source import Source
from cldvalidator.writing.twin_file import shapes_only, twin_headers, write_twin_csv

_TRIES, _WITH_PLANTS = 4, 3
"""Draws by chance can, rarely, give somebody's very combination: then all are drawn again.

The last time no faults are planted: a twin whose rules find less is better than none."""

_SMALL, _ONCE_MORE = 20_000, 3
"""Up to how many records a twin is drawn once more, and how often, if rules find more or less.

In a small file there are few people to plant a fault in, and it depends on the draw whether one
fits. In a large one that is rare, and a draw takes long."""


@dataclass(frozen=True, eq=False)
class WrittenTwin:
    """A twin that is in place, with its proof. page, data: the proof as a page and as JSON."""

    path: Path
    page: Path
    data: Path
    proof: TwinProof


def twin_files(target: Path) -> tuple[Path, Path, Path]:
    """Return the path of a twin and those of its proof beside it, as a page and as JSON.

    Raises InputProblem for a name that does not end in .csv.
    """
    check_extension(target, "The twin", ".csv")
    if not target.name:
        raise InputProblem("No name is given for the twin.", "Give a name.")
    return (
        target,
        target.with_name(f"{target.stem}.proof.html"),
        target.with_name(f"{target.stem}.proof.json"),
    )


def write_twin(
    opened: Opened,
    target: Path,
    *,
    overwrite: bool = False,
    seed: int | None = None,
    task: Task = SILENT,
) -> WrittenTwin:
    """Write a file about nobody, with the shape, codes and faults of an open one, and its proof.

    The twin is read back and held against the original; where a statement of the proof is not true
    it is drawn again, and after some tries it is not written. seed: for tests alone; without one
    the draws are nobody's to repeat.

    Raises InputProblem (also for a file about too few people), EnvironmentProblem, Cancelled; in
    each case nothing is left behind.
    """
    files = twin_files(target)
    read = opened.extract.reading.path
    never = (read,) if read is not None else ()
    check_targets(files, overwrite=overwrite, never=never)
    source = _source(opened, task)
    random = np.random.Generator(np.random.PCG64(secrets.randbits(128) if seed is None else seed))
    with OutputTransaction(overwrite=overwrite, never=never) as transaction:
        with transaction.draft(target) as (out, draft):
            draw = partial(_proved, opened, source, (out, draft), random, task)
            proof = _nearest(draw, (out, draft), len(source))
        _write_proof(proof, files, transaction)
    return WrittenTwin(*files, proof)


def _source(opened: Opened, task: Task) -> Source:
    extract, result = opened.extract.records, opened.result
    if extract is not opened.extract:
        result = check_extract(
            extract,
            opened.specification,
            switched_off=result.switched_off,
            today=result.today,
            task=task,
        )
    return Source(extract, opened.specification, result)


def _nearest(
    draw: Callable[[], TwinProof], place: tuple[BinaryIO, Path], records: int
) -> TwinProof:
    """Write the twin of some whose rules find most nearly as much as in the original.

    draw: writes a twin and proves it. place: where it writes.
    """
    proof = draw()
    if not proof.apart or records > _SMALL:
        return proof
    out, draft = place
    nearest = draft.read_bytes()
    for _ in range(_ONCE_MORE):
        with suppress(InputProblem):  # one that holds is there
            other = draw()
            if _apart(other) < _apart(proof):
                proof, nearest = other, draft.read_bytes()
        if not proof.apart:
            break
    out.seek(0)
    out.truncate()
    out.write(nearest)
    out.flush()
    return proof


def _apart(proof: TwinProof) -> tuple[int, int]:
    """Say how many rules find too much or too little, and how many findings that is."""
    return len(proof.apart), sum(abs(b.twin - b.original) for b in proof.apart)


def _proved(
    opened: Opened,
    source: Source,
    place: tuple[BinaryIO, Path],
    random: np.random.Generator,
    task: Task,
) -> TwinProof:
    """Write a twin until its proof holds."""
    out, draft = place
    proof = None
    for number in range(_TRIES):
        twin = make_twin(source, random, task, plants=number < _WITH_PLANTS)
        fewest = source.roles.fewest
        unused = {n: shapes_only(c, fewest, random) for n, c in source.extract.unused.items()}
        out.seek(0)
        out.truncate()
        write_twin_csv(twin, source.extract, unused, out, task)
        out.flush()
        del twin, unused
        gc.collect()  # what was drawn refers to itself
        give_memory_back()  # before the file is read, which takes as much room
        back = _read_back(opened, source, draft, task)
        task.step("Proving the twin")
        proof = prove(source, back)
        if proof.holds:
            return proof
    assert proof is not None
    broken = next(s for s in proof.statements if not s.holds)
    raise InputProblem(
        f"The twin was not written, because of one statement about it that is not true: "
        f"{broken.text}",
        "The file may have too few people who are alike. Use the synthetic file instead: "
        "cldvalidator synthetic training.csv.",
    )


def _read_back(opened: Opened, source: Source, draft: Path, task: Task) -> Source:
    """Read a twin as anybody would, with the choices that its original was read with."""
    reading, specification = source.extract.reading, opened.specification
    matches = dict(twin_headers(source.extract))
    back = read_extract(
        draft,
        specification,
        delimiter=reading.delimiter or ",",
        header_matches=matches,
        task=task,
    )
    if len(back) != len(source):
        raise EnvironmentProblem(
            "The twin was not written: read back, it has another number of records.",
            "Report it, please: it is a fault in CLD Validator. The message holds no data.",
        )
    # Every row is a record, as those of the original were.
    back = replace(back, undecided=None, reading=replace(back.reading, no_records=()))
    dates = opened.extract.dates
    orders = (
        {
            n: c.order
            for n, c in dates.columns.items()
            if c.chosen and c.order != "both" and not is_half_swapped(c)
        }
        if dates
        else {}
    )
    back = with_dates(back, specification, orders or None)
    result = check_extract(
        back,
        specification,
        switched_off=opened.result.switched_off,
        today=opened.result.today,
        task=task,
    )
    return Source(back, specification, result)


def _write_proof(
    proof: TwinProof, files: tuple[Path, Path, Path], transaction: OutputTransaction
) -> None:
    import json

    from cldvalidator.presentation.twin_text import proof_json, proof_page
    from cldvalidator.storage.transaction import write_file

    target, page, data = files
    write_file(proof_page(proof, target.name).encode(), page, transaction=transaction)
    content = json.dumps(proof_json(proof), indent=1, ensure_ascii=False) + "\n"
    write_file(content.encode(), data, transaction=transaction)
