"""A file is there whole or not at all, and nothing is replaced unasked."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from cldvalidator.problems import Cancelled, EnvironmentProblem, InputProblem
from cldvalidator.storage import targets
from cldvalidator.storage.targets import check_target, check_targets
from cldvalidator.storage.transaction import atomic_file


def write(target, text=b"new", **options):
    with atomic_file(target, **options) as (out, _):
        out.write(text)


def test_a_new_file_is_written_and_nothing_else_is_left(tmp_path):
    write(tmp_path / "a.csv")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.csv": b"new"}


def test_an_existing_file_stays_unless_it_may_be_replaced(tmp_path):
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    with pytest.raises(InputProblem, match="already exists"):
        write(target)
    assert target.read_bytes() == b"old"
    write(target, overwrite=True)
    assert target.read_bytes() == b"new"


def test_a_file_that_appears_meanwhile_stays(tmp_path):
    target = tmp_path / "a.csv"

    def write_while_another_appears():
        with atomic_file(target) as (out, _):
            out.write(b"ours")
            target.write_bytes(b"theirs")

    with pytest.raises(InputProblem, match="has appeared"):
        write_while_another_appears()
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.csv": b"theirs"}


def test_the_input_is_never_replaced_not_even_by_another_name(tmp_path):
    source = tmp_path / "in.csv"
    source.write_bytes(b"data")
    link = tmp_path / "link.csv"
    os.link(source, link)
    for target in (source, link, tmp_path / "." / "in.csv"):
        with pytest.raises(InputProblem, match="never changed"):
            write(target, overwrite=True, never=(source,))
    assert source.read_bytes() == b"data"


@pytest.mark.parametrize("error", [Cancelled(), RuntimeError(), KeyboardInterrupt()])
def test_whatever_stops_the_work_leaves_nothing(tmp_path, error):
    def stop():
        with atomic_file(tmp_path / "a.csv") as (out, _):
            out.write(b"half")
            raise error

    with pytest.raises(type(error)):
        stop()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "is full"), (errno.EACCES, "open in another"), (5, "could")],
)
def test_the_environment_is_explained(tmp_path, monkeypatch, number, words):
    def fail(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EnvironmentProblem, match=words):
        write(tmp_path / "a.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_drive_without_hard_links(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(errno.EPERM, "not permitted")

    monkeypatch.setattr(os, "link", fail)
    write(tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == b"new"


def test_places_that_cannot_be_written(tmp_path):
    with pytest.raises(EnvironmentProblem, match="does not exist"):
        write(tmp_path / "no" / "a.csv")
    with pytest.raises(InputProblem, match="is a folder"):
        write(tmp_path)


@pytest.fixture
def link(tmp_path):
    """A link to a file of another folder; the file is not there yet."""
    (tmp_path / "real").mkdir()
    link = tmp_path / "link.csv"
    try:
        link.symlink_to(tmp_path / "real" / "a.csv")
    except OSError:
        pytest.skip("this user may not make links")
    return link


def test_through_a_link_the_file_it_leads_to_is_written(tmp_path, link):
    real = tmp_path / "real" / "a.csv"
    write(link)
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    with pytest.raises(InputProblem, match="already exists"):
        write(link)
    write(link, b"newer", overwrite=True)
    assert link.is_symlink()
    assert real.read_bytes() == b"newer"
    assert [p.name for p in real.parent.iterdir()] == ["a.csv"]
    with pytest.raises(InputProblem, match="never changed"):
        write(link, overwrite=True, never=(real,))


def test_a_link_into_a_folder_that_is_not_there_or_in_a_circle(tmp_path, link):
    (tmp_path / "real").rmdir()
    with pytest.raises(EnvironmentProblem, match=r"is a link into the folder .* not exist"):
        write(link)
    circle = tmp_path / "circle.csv"
    circle.symlink_to(circle)
    with pytest.raises((InputProblem, EnvironmentProblem), match="circle"):
        write(circle)


def test_two_things_never_share_a_name(tmp_path):
    first, second = tmp_path / "sent.csv", tmp_path / "SENT.csv"
    check_targets([first, tmp_path / "other.csv"], overwrite=True)
    with pytest.raises(InputProblem, match="Two different things"):
        check_targets([first, second], overwrite=True)


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="this system has no /dev/null")
def test_a_device_is_no_target():
    with pytest.raises(InputProblem, match="no ordinary file"):
        check_target(Path("/dev/null"), overwrite=True)


@pytest.mark.parametrize("name", ["CON.csv", "nul", "Lpt1.old.csv", "com\u00b9.csv", "AUX .csv"])
def test_a_name_that_is_a_device_in_windows_is_no_target(tmp_path, name):
    with pytest.raises(InputProblem, match=r"Windows takes .* for a device"):
        check_target(tmp_path / name, overwrite=True)


@pytest.mark.parametrize("name", ["console.csv", "com10.csv", "nullable.csv", "x.con", "con-1.csv"])
def test_a_name_that_begins_like_a_device_is_one(tmp_path, name):
    check_target(tmp_path / name, overwrite=True)


def test_a_path_that_no_system_takes_is_not_quoted_whole(tmp_path):
    endless = tmp_path.joinpath(*["n" * 250] * 40, "out.csv")
    with pytest.raises(EnvironmentProblem, match="is too long for the folder") as found:
        check_target(endless, overwrite=False)
    assert len(found.value.what) < 500


def test_a_name_that_is_no_text_is_no_target(tmp_path):
    with pytest.raises(InputProblem, match=r"The name \?\.csv has characters that cannot be shown"):
        check_target(tmp_path / "\udcff.csv", overwrite=False)


def test_a_part_of_another_file_is_no_target(tmp_path, monkeypatch):
    monkeypatch.setattr(targets, "_FORBIDDEN", '<>:"|?*')  # as on Windows
    with pytest.raises(InputProblem, match="Windows allows in no name"):
        check_target(tmp_path / "submission.csv:hidden.csv", overwrite=False)


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOTSUP, errno.ENOSYS])
def test_a_share_that_does_not_know_fsync(tmp_path, monkeypatch, code):
    def fsync(descriptor):
        raise OSError(code, "Invalid argument")

    monkeypatch.setattr(os, "fsync", fsync)
    with atomic_file(tmp_path / "out.csv") as (out, _):
        out.write(b"content")
    assert (tmp_path / "out.csv").read_bytes() == b"content"


def test_a_disk_that_fails_at_fsync(tmp_path, monkeypatch):
    def fsync(descriptor):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(EnvironmentProblem), atomic_file(tmp_path / "out.csv") as (out, _):
        out.write(b"content")
    assert not list(tmp_path.iterdir())
