"""From the bytes of a text file to UTF-8, whatever the encoding it was saved in."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from cldvalidator.extract.two_encodings import (
    CHUNK,
    WINDOWS_1252,
    may_be_two_encodings,
    read_two_encodings,
)
from cldvalidator.extract.unusual_text import without_nul_cells
from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task

_PIECE = 1 << 16

# Longest first: the mark of UTF-32 LE begins with that of UTF-16 LE.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)

_UNDEFINED = bytes(b for b in range(256) if WINDOWS_1252[b] == chr(b) and 0x80 <= b < 0xA0)


@dataclass(frozen=True)
class Utf8Text:
    """The text as UTF-8 without a byte order mark, the name of its encoding, and what was odd."""

    data: memoryview
    encoding: str
    notices: tuple[str, ...] = ()


def to_utf8(data: bytes | memoryview, task: Task = SILENT) -> Utf8Text:
    """Find the encoding of a text file's bytes and return the text as UTF-8.

    A byte order mark decides; then NUL bytes in every other place (UTF-16); then UTF-8 if every
    byte of the file fits it; then both, where some characters are plainly UTF-8 and some bytes are
    not; otherwise Windows-1252, which takes any byte. Raises InputProblem when the bytes are no
    text.
    """
    view = memoryview(data)
    head = bytes(view[:4096])
    for mark, codec, name in _MARKS:
        if head.startswith(mark):
            body = view[len(mark) :]
            if codec != "utf-8":
                return _transcoded(body, codec, name, task)
            if is_utf8(body):
                return _text(body, name)
            return _repaired(body, name)
    codec_without_mark = _utf16_without_mark(head)
    if codec_without_mark is not None:
        return _transcoded(view, codec_without_mark, "UTF-16 without BOM", task)
    if is_utf8(view):
        return _text(view, "UTF-8")
    _refuse_binary(view[: _content_end(view)])
    if may_be_two_encodings(view):
        both = read_two_encodings(view)
        if len(both.lines_utf_8) and both.is_plausible:
            return _text(both.data, "UTF-8 and Windows-1252", (both.notice(),))
    return _windows_1252(view, task)


def mark_of(data: memoryview) -> str | None:
    """Return the name of the encoding that a byte order mark tells, None for a file without one."""
    head = bytes(data[:4])
    return next((name for mark, _, name in _MARKS if head.startswith(mark)), None)


def as_windows_1252(view: memoryview, task: Task = SILENT) -> memoryview:
    """Return a text as UTF-8 as a program sees it that takes any file to be Windows-1252."""
    return _windows_1252(view, task).data


def _text(view: memoryview, name: str, notices: tuple[str, ...] = ()) -> Utf8Text:
    end = _content_end(view)
    if 0 < end < len(view):
        notices += (_left_out(len(view) - end),)
    usable, empty = without_nul_cells(view[:end].tobytes()) if 0 in view[:_PIECE] else (b"", 0)
    if empty:
        notices += (
            f"{'A cell that holds' if empty == 1 else f'{empty:,} cells that hold'} nothing but an "
            "empty character (NUL), as bulk copy programs write an empty text, "
            f"{'was' if empty == 1 else 'were'} read as blank.",
        )
        view, end = memoryview(usable), len(usable)
    _refuse_binary(view[:end])
    while end > 1 and view[end - 1] == 0x1A and view[end - 2] in b"\r\n\x1a":
        end -= 1  # the end mark that DOS programs write
    return Utf8Text(view[:end], name, notices)


def _content_end(view: memoryview) -> int:
    """Return where the NULs at the end of a text begin: what was set aside and never written."""
    end = len(view)
    while end and view[end - 1] == 0:
        piece = view[max(0, end - CHUNK) : end].tobytes()
        end -= len(piece) - len(piece.rstrip(b"\0"))
    return end


def _left_out(count: int) -> str:
    return (
        f"{count:,} empty character{'' if count == 1 else 's'} (NUL) at the end of the file "
        f"{'was' if count == 1 else 'were'} left out. The file may not have been written to its "
        "end: compare the number of records with the source, and copy or export it again."
    )


def _refuse_binary(view: memoryview) -> None:
    """Raise InputProblem for a NUL byte anywhere."""
    for start in range(0, len(view), _PIECE):
        piece = view[start : start + _PIECE].tobytes()
        place = piece.find(0)
        if place < 0:
            continue
        if start == 0 and piece.count(0) > len(piece) // 1_000:
            raise InputProblem(
                "This is not a text file or a spreadsheet: it holds bytes that no text has.",
                "Choose the CSV or Excel file that your case management system wrote.",
            )
        line = 1 + view[: start + place].tobytes().count(b"\n")
        raise InputProblem(
            f"The file is damaged: in line {line:,} it holds empty bytes (NUL), which no text has.",
            "Copy the file again from where it came, or export it again.",
        )


def _chunks(view: memoryview, task: Task) -> Iterator[memoryview]:
    for start in range(0, len(view), CHUNK):
        task.step("Reading the file", start, len(view))
        yield view[start : start + CHUNK]


def is_utf8(view: memoryview) -> bool:
    """Whether every byte of a text fits UTF-8."""
    # Arrow looks at many bytes at once: 12 ms for 250 MB, where decoding takes 200.
    text = pa.LargeStringArray.from_buffers(
        1, pa.array([0, len(view)], pa.int64()).buffers()[1], pa.py_buffer(view)
    )
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _utf16_without_mark(head: bytes) -> str | None:
    """Recognise UTF-16 by its NUL bytes: mostly Latin text has one in every pair."""
    pairs = len(head) // 2
    if pairs < 8:
        return None
    low, high = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if high > 0.7 * pairs and low == 0:
        return "utf-16-le"
    if low > 0.7 * pairs and high == 0:
        return "utf-16-be"
    return None


def _transcoded(view: memoryview, codec: str, name: str, task: Task) -> Utf8Text:
    decoder = codecs.getincrementaldecoder(codec)("replace")
    out = bytearray()
    replaced = 0
    for chunk in _chunks(view, task):
        text = decoder.decode(chunk)
        replaced += text.count("\ufffd")
        out += text.encode()
    rest = decoder.decode(b"", True)
    replaced += rest.count("\ufffd")
    out += rest.encode()
    notices = (_unreadable(replaced, name),) if replaced else ()
    return _text(memoryview(out), name, notices)


def _windows_1252(view: memoryview, task: Task) -> Utf8Text:
    odd = 0
    out = bytearray()
    for chunk in _chunks(view, task):
        odd += len(chunk) - len(bytes(chunk).translate(None, _UNDEFINED))
        out += codecs.charmap_decode(chunk, "strict", WINDOWS_1252)[0].encode()
    notices = (_unreadable(odd, "Windows-1252"),) if odd else ()
    return _text(memoryview(out), "Windows-1252", notices)


def _repaired(view: memoryview, name: str) -> Utf8Text:
    """Read a file that says it is UTF-8 but is not everywhere, its wrong bytes as Windows-1252."""
    both = read_two_encodings(view)
    return _text(both.data, name, (_unreadable(both.wrong, name),))


def _unreadable(count: int, name: str) -> str:
    noun = "character is" if count == 1 else "characters are"
    return (
        f"{count:,} {noun} not valid in the file's encoding ({name}). "
        "Names and other texts may be wrong in those places."
    )
