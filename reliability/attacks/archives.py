"""Archives that lie about what is in them: zip as of a workbook, and gzip as of a CSV."""

from __future__ import annotations

import gzip
import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from reliability import seeds
from reliability.attacks.raw_books import STYLES, book, sheet

_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_ZEROS = bytes(1 << 20)


def _with(name: str, data: bytes, how: int, base: bytes | None = None) -> bytes:
    """A workbook with one more member, packed in some way."""
    out = io.BytesIO(book(sheet()) if base is None else base)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "a", how) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def _understated(name: str, data: bytes, how: int) -> bytes:
    """The same, with a directory that says that the member holds ten bytes."""
    made = bytearray(_with(name, data, how))
    for mark, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", made, made.rindex(mark) + at, 10)
    return bytes(made)


def _method(number: int) -> bytes:
    """Every member says that it is packed in a way that there may not be."""
    made = bytearray(book(sheet()))
    for mark, at in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        place = made.find(mark)
        while place >= 0:
            struct.pack_into("<H", made, place + at, number)
            place = made.find(mark, place + 4)
    return bytes(made)


def _overlapping() -> bytes:
    """Thousands of members that share the bytes of one (David Fifield's bomb, in short)."""
    packed = zlib.compressobj(9, wbits=-15)
    body = packed.compress(_ZEROS * 30) + packed.flush()
    crc, size = zlib.crc32(_ZEROS * 30), len(_ZEROS) * 30
    sizes = struct.pack("<III", crc, len(body), size)
    made = bytearray(b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, 8, 0, 33) + sizes
                     + struct.pack("<HH", 4, 0) + b"xl/a" + body)  # fmt: skip
    start, count = len(made), 5_000
    for number in range(count):
        name = b"xl/a" if not number else b"xl/%d" % number
        made += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 33) + sizes
        made += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    made += b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(made) - start, start, 0)
    return bytes(made)


def _nested(depth: int) -> bytes:
    data = book(sheet())
    for number in range(depth):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(f"xl/{number}.xlsx", data)
        data = out.getvalue()
    return data


def _changed(old: bytes, new: bytes) -> bytes:
    return book(sheet()).replace(old, new)


XLSX: dict[str, Callable[[], bytes]] = {
    "a bomb in bzip2": lambda: _with("xl/a.xml", _ZEROS * 400, zipfile.ZIP_BZIP2),
    "a bomb in bzip2, understated": lambda: _understated(
        "xl/styles.xml", _ZEROS * 400, zipfile.ZIP_BZIP2
    ),
    "a bomb in LZMA, understated": lambda: _understated(
        "xl/styles.xml", _ZEROS * 400, zipfile.ZIP_LZMA
    ),
    "a mimetype in bzip2, understated": lambda: _understated(
        "mimetype", _ODS.encode() + _ZEROS * 400, zipfile.ZIP_BZIP2
    ),
    "a mimetype of 40 MB": lambda: _with("mimetype", _ZEROS * 40, zipfile.ZIP_DEFLATED),
    "styles in bzip2": lambda: _with("xl/styles.xml", STYLES.encode(), zipfile.ZIP_BZIP2),
    "packed in a way of its own": lambda: _method(99),
    "packed as implode": lambda: _method(6),
    "packed as bzip2 that is none": lambda: _method(12),
    "members that overlap": _overlapping,
    "archives in archives": lambda: _nested(30),
    "a workbook in a workbook": lambda: _with(
        "xl/worksheets/sheet1.xml", book(sheet()), zipfile.ZIP_STORED
    ),
    "a size of 64 bits": lambda: _changed(b"PK\x05\x06", b"PK\x06\x07" + bytes(16) + b"PK\x05\x06"),
    "a comment of 64 KB": lambda: book(sheet())[:-2] + b"\xff\xff" + b"PK\x05\x06" * 16_384,
    "data in front": lambda: b"PK\x03\x04" + bytes(100_000) + book(sheet()),
    "a name of zeros": lambda: _with("xl/\x00/worksheets", b"x", zipfile.ZIP_STORED),
    "names that lead elsewhere": lambda: _with("../../../../elsewhere/x", b"x", zipfile.ZIP_STORED),
    "a name of a drive": lambda: _with("C:\\x\\xl\\worksheets", b"x", zipfile.ZIP_STORED),
    "names that differ by case": lambda: _with(
        "XL/Worksheets/Sheet1.xml", b"<x>", zipfile.ZIP_DEFLATED
    ),
}
GZIP: dict[str, Callable[[], bytes]] = {
    "a bomb": lambda: gzip.compress(seeds.csv()) + gzip.compress(_ZEROS * 50) * 40,
    "a bomb of spaces": lambda: gzip.compress(seeds.csv() + b" " * (60 << 20)),
    "a bomb of line breaks": lambda: gzip.compress(seeds.csv() + b"\n" * (60 << 20)),
    "a bomb of delimiters": lambda: gzip.compress(seeds.csv() + b"," * (60 << 20)),
    "a bomb of quotation marks": lambda: gzip.compress(seeds.csv() + b'"' * (60 << 20)),
    "gzip in gzip": lambda: gzip.compress(gzip.compress(seeds.csv())),
    "gzip thirty deep": lambda: _deep_gzip(30),
    "a workbook in gzip": lambda: gzip.compress(book(sheet())),
    "a hundred thousand empty members": lambda: (
        gzip.compress(b"") * 100_000 + gzip.compress(seeds.csv())
    ),
    "a byte a member": lambda: b"".join(gzip.compress(bytes([b])) for b in seeds.csv()),
    "cut off": lambda: gzip.compress(seeds.csv())[:-9],
    "more behind it": lambda: gzip.compress(seeds.csv()) + b"more",
    "a wrong checksum": lambda: gzip.compress(seeds.csv())[:-8] + bytes(8),
    "a name of 10 MB": lambda: b"\x1f\x8b\x08\x08" + bytes(6) + b"a" * (10 << 20) + b"\0",
    "an extra field": lambda: b"\x1f\x8b\x08\x04" + bytes(6) + b"\xff\xff" + b"x" * 65_535,
    "a method of its own": lambda: b"\x1f\x8b\x09\x00" + bytes(30),
    "nothing but the mark": lambda: b"\x1f\x8b",
}


def _deep_gzip(depth: int) -> bytes:
    data = seeds.csv()
    for _ in range(depth):
        data = gzip.compress(data)
    return data
