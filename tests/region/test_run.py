"""Many councils on a cluster: the same results as one by one, whatever happens to some of them."""

from __future__ import annotations

import errno
import importlib
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pandas as pd
import psutil
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from distributed import Client, WorkerPlugin

from cldvalidator.batch.outcome import Outcome
from cldvalidator.batch.recipe import Recipe
from cldvalidator.batch.run import run_batch
from cldvalidator.problems import InputProblem
from cldvalidator.region import command, run
from cldvalidator.region.run import region_recipe, run_region
from cldvalidator.task import Task
from tests.region.conftest import CODES

CHECKS = region_recipe(Recipe(), published=False, events=False)
IN_TABLE = CODES if "EVERY_OPTION" in os.environ else CODES[:2]


def bare(outcomes: tuple[Outcome, ...]) -> dict[str, Outcome]:
    """What `batch` says of the files too, by path."""
    return {o.path: replace(o, written=None, shared=()) for o in outcomes}


def found(of: run.Run) -> dict[str, object]:
    """What was found in each file, or what is wrong with it, by path."""
    return {o.path: (o.counts, o.rules, o.period, o.problem) for o in of.outcomes}


def by_path(outcomes: tuple[Outcome, ...]) -> dict[str, Outcome]:
    return {o.path: o for o in outcomes}


@pytest.fixture(scope="module")
def done(
    councils: Path, client: Client, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, run.Run]:
    """A whole run with figures and events."""
    output = tmp_path_factory.mktemp("region") / "out"
    recipe = region_recipe(Recipe(), published=True, events=True)
    return output, run_region(councils, output, recipe, client)


def test_a_council_has_the_same_result_as_in_a_batch(
    done: tuple[Path, run.Run], councils: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for path in councils.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    recipe = region_recipe(Recipe(), published=True, events=True)
    region = bare(done[1].outcomes)
    assert region.keys() == {f"{code}.csv" for code in CODES} | {"picture.csv"}
    assert region == bare(run_batch(folder, recipe).outcomes)
    assert [o.file for o in done[1].outcomes if not o.done] == ["picture.csv"]
    assert all(o.shared for o in done[1].outcomes if o.done)


def test_a_local_cluster_listens_to_this_computer_alone(client: Client) -> None:
    process = psutil.Process()
    listening = [
        connection.laddr.ip
        for each in (process, *process.children(recursive=True))
        for connection in each.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert len(listening) >= 5
    assert set(listening) == {"127.0.0.1"}
    assert not dask.config.get("distributed.scheduler.http.routes")


def test_findings_and_events_are_in_parquet_by_council_and_period(
    done: tuple[Path, run.Run],
) -> None:
    output, region = done
    findings = ds.dataset(output / "findings", partitioning="hive").to_table().to_pandas()
    for outcome in region.outcomes:
        if not outcome.done:
            continue
        own = findings[findings["council"] == int(outcome.la_code)]
        counts: dict[Any, int] = own.groupby("severity", observed=True).size().to_dict()
        assert outcome.counts == {"error": 0, "warning": 0, "query": 0} | counts
    assert set(findings.columns) == {"rule", "severity", "field", "row", "council", "period"}
    assert set(findings["period"]) == {"2025-04-01_2026-03-31"}
    events = ds.dataset(output / "events", partitioning="hive").to_table().to_pandas()
    assert {"2A", "2E(2a)"} <= set(events["measure"])
    assert (events["LA Person Unique Identifier"] != "").all()


def test_what_is_done_is_not_done_again_and_old_tables_go(
    councils: Path, client: Client, tmp_path: Path
) -> None:
    folder, output = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    for code in CODES[:2]:
        (folder / f"{code}.csv").write_bytes((councils / f"{code}.csv").read_bytes())
    first = run_region(folder, output, CHECKS, client)
    again = run_region(folder, output, CHECKS, client)
    assert (first.kept, again.kept) == (0, 2)
    assert again.outcomes == first.outcomes
    # Another council's content under the name of the first: its old table may not be left.
    (folder / "503.csv").write_bytes((councils / "104.csv").read_bytes())
    third = run_region(folder, output, CHECKS, client)
    assert third.kept == 1
    there = {p.parts[-3] for p in (output / "findings").rglob("*.parquet")}
    assert there == {"council=104", "council=209"}
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine", "utf-8")
    with pytest.raises(InputProblem, match="not empty"):
        run_region(folder, tmp_path / "other", CHECKS, client)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_a_worker_that_is_killed_costs_no_result(
    done: tuple[Path, run.Run], councils: Path, client: Client, tmp_path: Path
) -> None:
    pids = list(client.run(os.getpid).values())

    def kill(what: str, *_: int) -> None:
        if what == "Working on councils" and pids:
            os.kill(pids.pop(), signal.SIGKILL)
            pids.clear()

    struck = run_region(councils, tmp_path / "out", CHECKS, client, task=Task(kill))
    assert not pids
    assert found(struck) == found(done[1])
    client.wait_for_workers(2)


def _die_at(name: str) -> None:
    """Let this process end when it comes to a file, as too little memory would."""
    from cldvalidator.region import work

    whole = work._worked_on

    def struck(request: work.Request) -> Outcome:
        if request.shown == name:
            os._exit(1)
        return whole(request)

    work._worked_on = struck


def test_a_file_that_ends_its_workers_takes_no_other_with_it(
    councils: Path, client: Client, tmp_path: Path
) -> None:
    client.register_plugin(_Deadly(), name="deadly")  # new workers end at it too
    try:
        struck = run_region(councils, tmp_path / "out", CHECKS, client)
    finally:
        client.unregister_worker_plugin("deadly")
        client.restart()
    left = by_path(struck.outcomes)
    assert {p for p, o in left.items() if not o.done} == {"209.csv", "picture.csv"}
    why = (left["209.csv"].problem or ("",))[0]
    assert "ended before it was done" in why
    assert "By its size it takes about 0.3 GB, and a worker has 2.0." in why
    again = run_region(councils, tmp_path / "out", CHECKS, client)
    assert again.kept == 3
    assert {o.path for o in again.outcomes if not o.done} == {"picture.csv"}


class _Deadly(WorkerPlugin):
    """Lets every new worker end at one file."""

    def setup(self, worker: object) -> None:
        _die_at("209.csv")


def _fill_disk(full: bool) -> None:
    """Let the disk of this process refuse whatever is written, or take it again."""
    from cldvalidator.storage import file_system, transaction

    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    transaction.to_disk = refuse if full else file_system.to_disk


def test_a_disk_that_is_full_on_one_worker_is_said_and_the_rest_is_right(
    done: tuple[Path, run.Run], councils: Path, client: Client, tmp_path: Path
) -> None:
    one = next(iter(client.scheduler_info(n_workers=-1)["workers"]))
    client.run(_fill_disk, True, workers=[one])
    try:
        full = run_region(councils, tmp_path / "out", CHECKS, client)
    finally:
        client.run(_fill_disk, False, workers=[one])
    failed = {o.path for o in full.outcomes if not o.done} - {"picture.csv"}
    assert failed
    for outcome in full.outcomes:
        if outcome.path in failed:
            what, advice = outcome.problem or ("", "")
            assert " is full: " in what
            assert "was not written" in what
            assert "Free some space" in advice
    assert not [p for p in (tmp_path / "out").rglob("*") if ".part" in p.name]
    again = run_region(councils, tmp_path / "out", CHECKS, client)
    assert again.kept == len(CODES) - len(failed)
    assert found(again) == found(done[1])


class _Unloadable:
    """What a computer without CLD Validator cannot load."""

    def __init__(self, *_: object) -> None:
        """Take what a request takes."""

    def __reduce__(self) -> tuple[Any, ...]:
        return importlib.import_module, ("no_such_module",)


def test_a_cluster_without_the_program_is_told_plainly(
    councils: Path, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "Request", _Unloadable)
    struck = run_region(councils, tmp_path / "out", CHECKS, client)
    problems = {o.problem for o in struck.outcomes}
    assert len(problems) == 1
    assert "cannot load CLD Validator" in str(problems)
    assert not struck.faults


def table_of(councils: Path) -> pa.Table:
    """Some councils in one table, as DHSC names columns; days as days."""
    frames = [pd.read_csv(councils / f"{code}.csv", dtype=str) for code in IN_TABLE]
    frame = pd.concat(frames).sample(frac=1, random_state=1)
    frame.columns = pd.Index([name.replace(" ", "_") for name in frame.columns])
    return pa.Table.from_pandas(frame, preserve_index=False)


def test_one_table_of_many_councils_gives_the_results_of_their_files(
    done: tuple[Path, run.Run], councils: Path, client: Client, tmp_path: Path
) -> None:
    table = table_of(councils)
    place = table.column_names.index("LA_Code")
    odd = table.slice(0, 1).set_column(
        place, table.field(place), pa.array(["none"], table.field(place).type)
    )
    pq.write_table(pa.concat_tables([table, odd]), tmp_path / "all.parquet", row_group_size=50)
    pa_csv.write_csv(table, tmp_path / "all.csv")

    def results(outcomes: tuple[Outcome, ...]) -> dict[str, Outcome]:
        """All that is found and made of each council; a table has other names, hashes and rows."""
        alike = {"file": "", "path": "", "sha256": "", "written": None}
        return {o.la_code: replace(o, **alike) for o in outcomes if o.done}

    expected = {c: o for c, o in results(done[1].outcomes).items() if c in IN_TABLE}
    assert all(o.figures and o.shared and o.rules for o in expected.values())
    recipe = region_recipe(Recipe(), published=True, events=True)
    for name in ("all.parquet", "all.csv"):
        cut = run_region(tmp_path / name, tmp_path / f"out {name}", recipe, client)
        assert results(cut.outcomes) == expected
        missing = [o for o in cut.outcomes if not o.done]
        assert len(missing) == (name == "all.parquet")
        assert not missing or "1 row states no council" in (missing[0].problem or ("",))[0]
    again = run_region(tmp_path / "all.csv", tmp_path / "out all.csv", recipe, client)
    assert again.kept == len(IN_TABLE)


def test_the_command_writes_the_report_of_a_cluster_that_is_there(
    done: tuple[Path, run.Run],
    councils: Path,
    client: Client,
    capsys: pytest.CaptureFixture[str],
) -> None:
    address, output = client.scheduler.address, done[0]
    words = ["run", str(councils), "--scheduler", address, "--output", str(output)]
    assert command.main([*words, "--published", "--events"]) == 1
    printed = capsys.readouterr()
    assert "5 files, 4 with errors, 1 not done, 4 done by an earlier run" in printed.out
    assert "picture.csv: not done" in printed.out
    assert not printed.err
    page = (output / "report.html").read_text("utf-8")
    for wanted in ("Data quality", "Measures beside published figures", "ASCOF 2A", "picture.csv"):
        assert wanted in page
    assert (output / "report.xlsx").is_file()
