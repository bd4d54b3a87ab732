"""Would the portal take a file as it is: the very bytes decide."""

from __future__ import annotations

import gzip

import pytest

from cldvalidator.checks.as_sent import judge_as_sent
from cldvalidator.writing.submission import write_submission


@pytest.fixture
def sent(tmp_path, extract_of, records, release_2):
    """The bytes of a submission that this program writes."""
    rows = [records["request"] | {"First Name": "Zoë"}, records["service"], records["review"]]
    target = tmp_path / "sent.csv"
    write_submission(extract_of(rows), release_2, target)
    return target.read_bytes()


def said(data, release_2):
    return [(f.check, f.severity, f.sentence) for f in judge_as_sent(memoryview(data), release_2)]


def test_what_this_program_writes_is_taken(sent, release_2):
    assert said(sent, release_2) == []
    assert said(gzip.compress(sent), release_2) == []


def test_a_byte_order_mark_is_named_in_the_portals_words(sent, release_2):
    utf_8 = sent.decode("cp1252").encode("utf-8-sig")
    (header, encoding) = said(utf_8, release_2)
    assert header[:2] == ("header", "error")
    assert "Column A was 'ï»¿LA Code' (expected 'LA Code')" in header[2]
    assert "byte order mark" in header[2]
    assert encoding == (
        "encoding",
        "error",
        "The file is encoded in UTF-8, and 1 cell holds a character that the portal then reads "
        "wrongly. The first is in row 2, column F.",
    )


@pytest.mark.parametrize(
    ("change", "check", "words"),
    [
        (lambda b: b.replace(b"NHS Number", b"NHS_Number", 1), "header", "Spaces and underscores"),
        (lambda b: b.replace(b"Gender", b"gender", 1), "header", "'gender' (expected 'Gender')"),
        (lambda b: b.replace(b"Gender,", b"Gender ,", 1), "header", "'Gender ' (expected"),
        (lambda b: b.replace(b",", b";"), "header", "separated by semicolons"),
        (
            lambda b: b"Extract of April\r\n" + b,
            "header",
            "'Extract of April' (expected 'LA Code')",
        ),
        (lambda b: b.replace(b"\r\n", b",Team\r\n", 1), "header", "'Team' (expected nothing)"),
        (lambda b: b.replace(b"Person", b"=Person"), "values", "3 values begin with"),
        (lambda b: b.replace(b"Person", b"- Person"), "values", "row 2, column G"),
        (lambda b: b.replace(b",Fully met", b""), "values", "another number of cells"),
        (lambda b: b + b"," * 49 + b"\r\n", "values", "holds nothing"),
        (lambda b: b + b'"open', "form", "never closed"),
        (lambda b: b.replace(b"\r\n", b"," * 1_000_000, 1), "form", "its rows were not read"),
        (lambda b: b.decode("cp1252").encode("utf-16"), "encoding", "UTF-16"),
        (lambda b: b"PK\x05\x06" + bytes(18), "form", "only CSV"),
    ],
)
def test_each_fault_is_said(sent, release_2, change, check, words):
    found = said(change(sent), release_2)
    assert check in [c for c, _, _ in found]
    assert any(words in sentence for _, _, sentence in found)


def test_sizes(release_2, monkeypatch):
    from cldvalidator.checks.as_sent import size_faults

    assert list(size_faults(900_000_000, compressed=False)) == []
    (cis2,) = size_faults(1_500_000_000, compressed=False)
    assert cis2.severity == "warning"
    assert "NHS CIS2" in cis2.sentence
    (plain,) = size_faults(4_100_000_000, compressed=False)
    assert plain.severity == "error"
    (packed,) = size_faults(801_000_000, compressed=True)
    assert "800 MB" in packed.sentence


def test_two_encodings_are_told_with_their_lines(sent, release_2):
    line = sent.splitlines(keepends=True)[1]
    both = sent + line.decode("cp1252").encode()
    ((check, severity, sentence),) = said(both, release_2)
    assert (check, severity) == ("encoding", "error")
    assert "Line 5 holds characters in UTF-8" in sentence
