"""Workbooks of binary records (XLS and XLSB) that loop, lie about lengths, or stand far apart."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable

from reliability import seeds
from reliability.attacks.raw_books import HEAD

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SECTOR = 512


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


_BOF_BOOK = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0x7CC, 0, 0))
_BOF_SHEET = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0x7CC, 0, 0))
_EOF = _record(0x0A)
_DIMENSIONS = _record(0x200, struct.pack("<IIHHH", 0, 9, 0, 9, 0))
_HEADER = b"".join(
    _record(0x204, struct.pack("<HHHHB", 0, c, 15, len(t), 0) + t.encode())
    for c, t in enumerate(HEAD)
) + b"".join(
    _record(0x204, struct.pack("<HHHHB", 1, c, 15, 3, 0) + b"503") for c in range(len(HEAD))
)


def xls_stream(
    cells: bytes = _HEADER, more: bytes = b"", sheets: int = 1, offset: int | None = None
) -> bytes:
    """A workbook stream: globals with `more` among them, then a sheet of these records."""
    names = [f"S{n}".encode() for n in range(sheets)]
    listed = sum(4 + 8 + len(n) for n in names)
    at = len(_BOF_BOOK) + listed + len(more) + len(_EOF) if offset is None else offset
    found = b"".join(_record(0x85, struct.pack("<IHBB", at, 0, len(n), 0) + n) for n in names)
    return _BOF_BOOK + found + more + _EOF + _BOF_SHEET + _DIMENSIONS + cells + _EOF


def compound(
    stream: bytes,
    fat: Callable[[list[int]], list[int]] = lambda f: f,
    size: int | None = None,
    head: dict[int, bytes] | None = None,
    entry: dict[int, bytes] | None = None,
    *,
    name: str = "Workbook",
) -> bytes:
    """An OLE file of one stream. fat: changes its chains; head, entry: other bytes at places."""
    padded = stream.ljust(max(4096, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    sectors = len(padded) // _SECTOR
    fats = 1
    while fats * 128 < sectors + 1 + fats:
        fats += 1
    chain = [*range(1, sectors), _END, _END, *([_FAT] * fats)]
    chain = fat(chain)
    chain += [_FREE] * (fats * 128 - len(chain))

    def directory(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        told = (name + "\0").encode("utf-16-le")
        return (
            told.ljust(64, b"\0")
            + struct.pack("<HBBIII", len(told), kind, 1, _FREE, _FREE, child)
            + bytes(36)
            + struct.pack("<IQ", start, length)
        )

    made_entry = bytearray(directory(name, 2, _FREE, 0, len(padded) if size is None else size))
    for at, data in (entry or {}).items():
        made_entry[at : at + len(data)] = data
    folder = directory("Root Entry", 5, 1, _END, 0) + bytes(made_entry) + bytes(256)
    header = bytearray(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(16)
        + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
        + bytes(6)
        + struct.pack("<IIIIIIIII", 0, fats, sectors, 0, 4096, _END, 0, _END, 0)
        + struct.pack("<109I", *[*range(sectors + 1, sectors + 1 + fats), *[_FREE] * 109][:109])
    )
    for at, data in (head or {}).items():
        header[at : at + len(data)] = data
    table = b"".join(
        struct.pack("<128I", *chain[at : at + 128]) for at in range(0, fats * 128, 128)
    )
    return bytes(header) + padded + folder + table


def _looping(chain: list[int]) -> list[int]:
    return [0 if c == _END else c for c in chain]


def _strings(count: int, body: bytes) -> bytes:
    return _record(0xFC, struct.pack("<II", count, count) + body)


_MULBLANK = struct.pack("<HH", 1, 0) + struct.pack("<H", 15) * 256 + struct.pack("<H", 255)
XLS: dict[str, Callable[[], bytes]] = {
    "a sound one": lambda: compound(xls_stream()),
    "a chain that is a ring": lambda: compound(xls_stream(), _looping),
    "a directory that is a ring": lambda: compound(
        xls_stream(), entry={68: struct.pack("<III", 1, 1, 1)}
    ),
    "a list of chains that is a ring": lambda: compound(
        xls_stream(), head={68: struct.pack("<II", 0, 0xFFFFFFFF)}
    ),
    "small chains without end": lambda: compound(
        xls_stream(), head={60: struct.pack("<II", 0, 0xFFFFFFFF)}
    ),
    "a sector of 2 GB": lambda: compound(xls_stream(), head={30: struct.pack("<H", 31)}),
    "a sector of nothing": lambda: compound(xls_stream(), head={30: struct.pack("<H", 0)}),
    "a sector beyond all": lambda: compound(xls_stream(), head={30: struct.pack("<H", 65_535)}),
    "a stream beyond all": lambda: compound(xls_stream(), size=2**63 - 1),
    "a stream that begins beyond the end": lambda: compound(
        xls_stream(), entry={116: struct.pack("<I", 0xFFFFFF00)}
    ),
    "chains without end": lambda: compound(xls_stream(), head={44: struct.pack("<I", 0xFFFFFFFF)}),
    "a sheet that is the workbook": lambda: compound(xls_stream(offset=0)),
    "a sheet that begins at itself": lambda: compound(xls_stream(offset=len(_BOF_BOOK))),
    "a sheet beyond the end": lambda: compound(xls_stream(offset=0xFFFFFFF0)),
    "four thousand times the same sheet": lambda: compound(xls_stream(sheets=4_000)),
    "records of nothing": lambda: compound(xls_stream(_record(0) * 2_000_000)),
    "strings without end": lambda: compound(xls_stream(more=_strings(0xFFFFFFFF, b""))),
    "a string without end": lambda: compound(
        xls_stream(more=_strings(1, struct.pack("<HBHI", 65_535, 0x0D, 65_535, 0xFFFFFFFF)))
    ),
    "a string that goes on and on": lambda: compound(
        xls_stream(
            more=_strings(1, struct.pack("<HB", 65_535, 1)) + _record(0x3C, b"\x01") * 500_000
        )
    ),
    "runs without end": lambda: compound(
        xls_stream(more=_strings(1, struct.pack("<HBH", 1, 8, 65_535) + b"x") + _record(0x3C) * 9)
    ),
    "cells with no string": lambda: compound(
        xls_stream(_HEADER + _record(0xFD, struct.pack("<HHHI", 1, 0, 15, 0xFFFFFFFF)))
    ),
    "cells far apart": lambda: compound(
        xls_stream(_HEADER + _record(0x203, struct.pack("<HHHd", 65_535, 65_535, 15, 1.0)))
    ),
    "numbers that are none": lambda: compound(
        xls_stream(
            _HEADER
            + b"".join(
                _record(0x203, struct.pack("<HHHd", 1 + n, 5, 15, v))
                for n, v in enumerate((-1e300, 1e308, float("nan"), float("inf"), -0.0, 5e-324))
            )
        )
    ),
    "many numbers in one, backwards": lambda: compound(
        xls_stream(_HEADER + _record(0xBD, struct.pack("<HH", 1, 255) + bytes(600) + b"\0\0"))
    ),
    "blanks to the last corner": lambda: compound(
        xls_stream(_HEADER + _record(0xBE, _MULBLANK) * 20_000)
    ),
    "formulas without a result": lambda: compound(
        xls_stream(
            _HEADER
            + _record(0x06, struct.pack("<HHH", 1, 0, 15) + bytes(6) + b"\xff\xff" + bytes(8)) * 9
        )
    ),
    "a record longer than the rest": lambda: compound(
        xls_stream(_HEADER + struct.pack("<HH", 0x204, 65_535) + b"x")
    ),
    "a used area beyond all": lambda: compound(
        xls_stream(_record(0x200, struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 65_535, 0)) + _HEADER)
    ),
    "number formats without end": lambda: compound(
        xls_stream(more=_record(0x41E, struct.pack("<HHB", 164, 8_000, 0) + b"[" * 8_000) * 900)
    ),
    "a code page of its own": lambda: compound(xls_stream(more=_record(0x42, b"\xff\xff"))),
    "merges of everything": lambda: compound(
        xls_stream(
            _HEADER
            + _record(0xE5, struct.pack("<H", 1_027) + struct.pack("<HHHH", 0, 65_535, 0, 255)
                      * 1_027) * 50
        )
    ),
}  # fmt: skip


def _number(value: int) -> bytes:
    """A number in groups of seven bits, as XLSB has types and lengths."""
    made = bytearray()
    while True:
        value, low = value >> 7, value & 0x7F
        made.append(low | (0x80 if value else 0))
        if not value:
            return bytes(made)


def _part(kind: int, body: bytes = b"", length: int | None = None) -> bytes:
    return _number(kind) + _number(len(body) if length is None else length) + body


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _row(number: int) -> bytes:
    return _part(0, struct.pack("<IIHBBI", number, 0, 300, 0, 0, 0))


def _cell(column: int, kind: int, body: bytes) -> bytes:
    return _part(kind, struct.pack("<II", column, 0) + body)


_HEAD_ROW = _row(0) + b"".join(_cell(c, 6, _text(t)) for c, t in enumerate(HEAD))
_RECORD = _row(1) + b"".join(_cell(c, 6, _text("503")) for c in range(len(HEAD)))


def _xlsb(cells: Iterable[bytes] = (), size: tuple[int, int] = (9, 50), **parts: bytes) -> bytes:
    """An XLSB with one sheet of a header, a record, and more; parts: others, "_" for the slash."""
    sheet = (
        _part(129)
        + _part(148, struct.pack("<IIII", 0, size[0], 0, size[1]))
        + _part(145)
        + _HEAD_ROW
        + _RECORD
        + b"".join(cells)
        + _part(146)
        + _part(130)
    )
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(seeds.KINDS["xlsb"]()[0])) as sound,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in sound.infolist():
            data = sound.read(member)
            if member.filename.endswith("sheet1.bin"):
                data = sheet
            short = member.filename.rpartition("/")[2].removesuffix(".bin")
            made.writestr(member.filename, parts.pop(short, data))
        for name, data in parts.items():
            made.writestr(f"xl/{name}.bin", data)
    return out.getvalue()


XLSB: dict[str, Callable[[], bytes]] = {
    "a sound one": _xlsb,
    "a cell in the last corner": lambda: _xlsb([_row(1_048_575), _cell(16_383, 6, _text("x"))]),
    "a row beyond all": lambda: _xlsb([_row(0xFFFFFFFF), _cell(0, 6, _text("x"))]),
    "a column beyond all": lambda: _xlsb([_row(2), _cell(0xFFFFFFFF, 6, _text("x"))]),
    "a used area beyond all": lambda: _xlsb(size=(0xFFFFFFFF, 0xFFFFFFFF)),
    "a used area of everything": lambda: _xlsb(size=(1_048_575, 16_383)),
    "a record longer than the rest": lambda: _xlsb([_part(6, b"x" * 9, length=(1 << 28) - 1)]),
    "a type without end": lambda: _xlsb([b"\xff" * 5_000]),
    "records of nothing": lambda: _xlsb([_part(60) * 5_000_000]),
    "a text longer than its record": lambda: _xlsb(
        [_row(2), _part(6, struct.pack("<III", 0, 0, 0xFFFFFFFF) + b"xx")]
    ),
    "a string that is not there": lambda: _xlsb([_row(2), _cell(0, 7, struct.pack("<I", 1 << 31))]),
    "numbers that are none": lambda: _xlsb(
        [
            _row(2 + n) + _cell(5, 5, struct.pack("<d", v))
            for n, v in enumerate((-1e300, 1e308, float("nan"), float("inf"), -0.0, 5e-324))
        ]
    ),
    "an error of its own": lambda: _xlsb([_row(2), _cell(0, 3, b"\xee")]),
    "half characters": lambda: _xlsb(
        [_row(2), _cell(0, 6, struct.pack("<I", 3) + b"\x00\xd8" * 3)]
    ),
    "rows from last to first": lambda: _xlsb(
        _row(n) + _cell(0, 6, _text(str(n))) for n in range(20_000, 1, -1)
    ),
    "a row a million times": lambda: _xlsb([_row(2) * 1_000_000]),
    "strings without end": lambda: _xlsb(
        sharedStrings=_part(159, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF))
    ),
    "styles without end": lambda: _xlsb(styles=_part(278) + _part(47, bytes(16)) * 2_000_000),
    "a workbook of nothing": lambda: _xlsb(workbook=b""),
    "a workbook cut off": lambda: _xlsb(workbook=b"\x83\x01\x00\x8f"),
    "sheets without end": lambda: _xlsb(
        workbook=_part(131)
        + _part(143)
        + _part(156, struct.pack("<II", 0, 1) + _text("rId1") + _text("S")) * 100_000
        + _part(144)
    ),
}  # fmt: skip
