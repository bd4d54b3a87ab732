from __future__ import annotations

import io
import struct
import zipfile

import pytest

from cldvalidator.problems import InputProblem
from cldvalidator.workbooks import archive_safety
from cldvalidator.workbooks.archive_safety import check_sizes, open_archive


def archive(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members:
            made.writestr(name, content)
    return out.getvalue()


def claiming(size: int) -> bytes:
    """An archive whose directory says that its member is of this size."""
    data = bytearray(archive(("a", b"some text")))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", size)
    return bytes(data)


def test_a_sound_archive_is_opened() -> None:
    with open_archive(archive(("a", b"text"))) as opened:
        assert opened.read("a") == b"text"


@pytest.mark.parametrize("damage", [slice(0, 40), slice(0, -1), slice(0, 4)])
def test_a_broken_archive(damage: slice) -> None:
    with pytest.raises(InputProblem, match="damaged"):
        open_archive(archive(("a", b"text"))[damage])


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_safety, "MOST_MEMBERS", 2)
    open_archive(archive(("a", b""), ("b", b"")))
    with pytest.raises(InputProblem, match="unpacks to far more"):
        open_archive(archive(("a", b""), ("b", b""), ("c", b"")))


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_whole_is_not_unpacked(how: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", how) as packed:
        packed.writestr("mimetype", b"x" * 100)
    with pytest.raises(InputProblem, match="packed in a way that no workbook is"):
        open_archive(made.getvalue())


def test_texts_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive_safety, "MOST_TEXTS", 2 << 20)
    open_archive(archive(("xl/sharedStrings.xml", bytes(2 << 20))))
    with pytest.raises(InputProblem, match="The texts of the workbook take 3 MB"):
        open_archive(archive(("xl/sharedstrings.bin", bytes(3 << 20))))


def test_too_large_and_too_well_packed() -> None:
    with pytest.raises(InputProblem, match="unpacks to far more"):
        open_archive(claiming(51 << 20))
    open_archive(claiming(49 << 20))
    several = io.BytesIO()
    with zipfile.ZipFile(several, "w") as made:
        for name in "ab":
            made.writestr(name, b"x")
    data = bytearray(several.getvalue())
    at = 0
    while (at := data.find(b"PK\x01\x02", at + 1)) > 0:
        data[at + 20 : at + 28] = struct.pack("<II", 3 << 30, 3 << 30)
    with pytest.raises(InputProblem, match="unpacks to far more"):
        open_archive(bytes(data))


def test_an_encrypted_archive() -> None:
    data = bytearray(archive(("a", b"text")))
    entry = data.index(b"PK\x01\x02")
    data[entry + 8] |= 1
    with pytest.raises(InputProblem, match="protected with a password"):
        open_archive(bytes(data))


def test_a_bomb_of_zeros_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(InputProblem, match="unpacks to far more"):
        open_archive(archive(("xl/worksheets/sheet1.xml", bytes(60 << 20))))


def test_a_member_larger_than_the_directory_says_is_refused() -> None:
    honest = archive(("a", bytes(1_000)), ("b", b"text"))
    with open_archive(honest) as opened:
        check_sizes(honest, opened)
    lying = bytearray(honest)
    entry = lying.index(b"PK\x01\x02")
    lying[entry + 24 : entry + 28] = struct.pack("<I", 999)
    with (
        open_archive(bytes(lying)) as opened,
        pytest.raises(InputProblem, match="unpacks to far more"),
    ):
        check_sizes(bytes(lying), opened)
