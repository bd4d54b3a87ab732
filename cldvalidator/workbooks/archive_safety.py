"""Looks into a zip archive before its values are read: broken or hostile ones go no further."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from cldvalidator.problems import InputProblem
from cldvalidator.task import SILENT, Task

MOST_MEMBERS = 10_000
MOST_BYTES = 4 << 30
MOST_RATIO = 200
RATIO_COUNTS_ABOVE = 50 << 20
MOST_TEXTS = 256 << 20
"""Bytes of the part with all distinct texts, which is in memory as a whole, several times as large.

500,000 records take about a tenth of this.
"""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    ValueError,
    OverflowError,
    RuntimeError,
    OSError,
)
"""What the zipfile module raises over an archive that is not sound."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How a workbook's members are packed. The others unpack whole, whatever they say of their size."""
_SHARED_TEXTS = "xl/sharedstrings."
_LOCAL_HEADER = 30
_PIECE = 1 << 18
_UNPACKED_AT_ONCE = 1 << 24


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open the archive if its directory is sound and what it says of its members is credible.

    Raises InputProblem for a broken archive and for one that says it unpacks to more than 10,000
    members, 4 GB, or, in a member of over 50 MB, 200 times its packed size; for one that is packed
    otherwise than a workbook, or protected with a password.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGE:
        archive = None
    if archive is None:
        raise broken_workbook()
    members = archive.infolist()
    packed_too_well = any(
        m.file_size > RATIO_COUNTS_ABOVE and m.file_size > MOST_RATIO * m.compress_size
        for m in members
    )
    total = sum(m.file_size for m in members)
    if len(members) > MOST_MEMBERS or total > MOST_BYTES or packed_too_well:
        raise _unpacks_to_too_much()
    texts = sum(m.file_size for m in members if m.filename.lower().startswith(_SHARED_TEXTS))
    if texts > MOST_TEXTS:
        raise InputProblem(
            f"The texts of the workbook take {texts / (1 << 20):,.0f} MB, far more than those of "
            "an extract of one council.",
            "If it is the right file, open it in Excel, save the sheet as CSV, and choose that.",
        )
    if any(m.compress_type not in _PACKED for m in members):
        raise InputProblem(
            "The file is an archive packed in a way that no workbook is.",
            "Unpack it and choose the extract itself, or save the workbook anew in Excel.",
        )
    if any(m.flag_bits & 0x1 for m in members):
        raise InputProblem(
            "The file is an archive protected with a password, so it cannot be read.",
            "Unpack it with its password and choose the extract itself.",
        )
    return archive


def check_sizes(data: bytes, archive: zipfile.ZipFile, task: Task = SILENT) -> None:
    """Unpack every member, keeping nothing, to see that none is larger than the directory says.

    The reader of values unpacks until a member ends, whatever the directory says of it. Raises
    InputProblem for one that goes on.
    """
    for member in archive.infolist():
        if member.compress_type != zipfile.ZIP_DEFLATED:
            continue
        try:
            names = struct.unpack_from("<HH", data, member.header_offset + _LOCAL_HEADER - 4)
        except (struct.error, OverflowError):
            names = None
        if names is None:
            raise broken_workbook()
        start = member.header_offset + _LOCAL_HEADER + sum(names)
        packed = memoryview(data)[start : start + member.compress_size]
        if _is_larger(packed, member.file_size, task):
            raise _unpacks_to_too_much()


def _is_larger(packed: memoryview, claimed: int, task: Task) -> bool:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    size = 0
    try:
        for start in range(0, len(packed), _PIECE):
            task.step("Checking the workbook", start, len(packed))
            piece: bytes | memoryview = packed[start : start + _PIECE]
            while len(piece) and not unpacker.eof:
                size += len(unpacker.decompress(piece, _UNPACKED_AT_ONCE))
                if size > claimed:
                    return True
                piece = unpacker.unconsumed_tail
    except zlib.error:
        return False  # damaged, which the reader of values says better
    return False


def member_text(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the content of a member, empty if the archive has none of that name."""
    try:
        return archive.read(name) if name in archive.namelist() else b""
    except DAMAGE:
        pass
    raise broken_workbook()


def broken_workbook() -> InputProblem:
    """Return the problem of a workbook that is damaged or cut off."""
    return InputProblem(
        "The workbook is damaged: it may have been copied or downloaded only in part.",
        "Copy it again from where it came, or open it in Excel and save it under a new name.",
    )


def protected() -> InputProblem:
    """Return the problem of a workbook that cannot be opened without a password."""
    return InputProblem(
        "The workbook is protected with a password, so it cannot be read.",
        "Open it in Excel, remove the password (File, Info, Protect Workbook), save it, and choose "
        "it again.",
    )


def _unpacks_to_too_much() -> InputProblem:
    return InputProblem(
        "The workbook unpacks to far more than a real one does, so it was not opened.",
        "If you trust the file, open it in Excel, save the sheet as CSV, and choose that file.",
    )
