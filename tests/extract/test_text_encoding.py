from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cldvalidator.extract.text_encoding import CHUNK, to_utf8
from cldvalidator.problems import InputProblem
from tests.examples import examples

TEXT = "LA Code,Client Type\r\n503,Señor – €\r\n"


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with BOM"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without BOM"),
        ("utf-16-be", "UTF-16 without BOM"),
        ("utf-32", "UTF-32"),
        ("cp1252", "Windows-1252"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(encoding: str, name: str) -> None:
    read = to_utf8(TEXT.encode(encoding))
    assert bytes(read.data).decode() == TEXT
    assert read.encoding == name
    assert read.notices == ()


def test_big_endian_with_a_mark() -> None:
    read = to_utf8(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert (bytes(read.data).decode(), read.encoding) == (TEXT, "UTF-16")


def test_bytes_that_windows_1252_does_not_define_are_kept_and_counted() -> None:
    read = to_utf8(b"caf\xe9 \x81\x8d\x8f\x90\x9d")
    assert bytes(read.data).decode() == "café \x81\x8d\x8f\x90\x9d"
    assert "5 characters" in read.notices[0]


def test_wrong_bytes_in_a_file_marked_as_utf_8_are_read_as_windows_1252() -> None:
    read = to_utf8(b"\xef\xbb\xbf" + "é".encode() + b" \xe9 \x93")
    assert bytes(read.data).decode() == "é é “"
    assert read.encoding == "UTF-8 with BOM"
    assert "2 characters" in read.notices[0]


APPENDED = "name\nZoë\nplain\n".encode() + "Renée\nNoël £\n".encode("cp1252")


def test_two_exports_in_two_encodings_are_each_read_in_their_own() -> None:
    read = to_utf8(APPENDED)
    assert bytes(read.data).decode() == "name\nZoë\nplain\nRenée\nNoël £\n"
    assert read.encoding == "UTF-8 and Windows-1252"
    assert "line 2 is in UTF-8, lines 4, 5 are in Windows-1252" in read.notices[0]


@settings(max_examples=examples(30))
@given(
    st.lists(
        st.tuples(st.text("aé£ñŸ€’ü ", max_size=8), st.sampled_from(["utf-8", "cp1252"])),
        min_size=1,
    )
)
def test_lines_in_either_encoding_are_read_right_or_it_is_said(lines) -> None:
    """Where a line could be neither by its characters, the file is Windows-1252, as ever."""
    lines = [("Zoë", "utf-8"), ("Renée", "cp1252"), *lines]
    data = b"".join(f"{text}\n".encode(codec) for text, codec in lines)
    read = to_utf8(data)
    written = "".join(f"{text}\n" for text, _ in lines)
    if read.encoding == "Windows-1252":
        assert bytes(read.data) == data.decode("cp1252", "ignore").encode()
    else:
        assert bytes(read.data).decode() == written


def test_half_a_pair_in_utf_16_is_counted() -> None:
    read = to_utf8(b"\xff\xfe" + "ab".encode("utf-16-le") + b"\x00\xd8")
    assert bytes(read.data).decode() == "ab\ufffd"
    assert "1 character is" in read.notices[0]


def test_a_character_across_two_chunks_is_utf_8() -> None:
    data = b"a" * (CHUNK - 1) + "é".encode() + b"b"
    assert to_utf8(data).encoding == "UTF-8"
    assert to_utf8(data[:-2]).encoding == "Windows-1252"
    apart = b"a" * (CHUNK - 1) + b"\xc3" + b"b" * CHUNK + b"\xa9"
    assert to_utf8(apart).encoding == "Windows-1252"


@pytest.mark.parametrize("end", [b"\r\n\x1a", b"\n\x1a\x1a\x1a"])
def test_the_end_mark_of_dos_is_left_out(end: bytes) -> None:
    assert bytes(to_utf8(b"a" + end).data).strip() == b"a"
    assert bytes(to_utf8(b"a\x1a").data) == b"a\x1a"


def test_nul_bytes_are_no_text() -> None:
    with pytest.raises(InputProblem, match="not a text file"):
        to_utf8(b"\x01\x00\x02binary" * 50)


@pytest.mark.parametrize("text", ["a,b\n" * 50_000, "a,é\n" * 50_000])
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "utf-16"])
def test_nul_bytes_far_down_are_found_and_their_line_is_named(text: str, codec: str) -> None:
    with pytest.raises(InputProblem, match=r"in line 50,001 it holds empty bytes"):
        to_utf8((text + "a\0b\n").encode(codec))


@pytest.mark.parametrize("text", ["a,b\n" * 9, "a,é\n" * 1_200_000])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("count", [1, 200, CHUNK + 1])
def test_nul_bytes_at_the_end_are_left_out_and_that_is_said(
    text: str, codec: str, count: int
) -> None:
    read = to_utf8((text + "\0" * count).encode(codec))
    assert bytes(read.data).decode() == text
    (notice,) = read.notices
    assert notice.startswith(f"{count:,} empty character")


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_give_text_or_a_problem(data: bytes) -> None:
    try:
        bytes(to_utf8(data).data).decode()
    except InputProblem:
        assert b"\0" in data
