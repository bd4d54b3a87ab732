"""Looks into a zip archive before anything is unpacked: broken or hostile ones go no further."""

from __future__ import annotations

import io
import zipfile

from cldvalidator.problems import InputProblem

MOST_MEMBERS = 10_000
MOST_BYTES = 4 << 30
MOST_RATIO = 200
RATIO_COUNTS_ABOVE = 50 << 20


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open the archive if its directory is sound and what it says of its members is credible.

    Raises InputProblem for a broken archive and for one that would unpack to more than 10,000
    members, 4 GB, or, in a member of over 50 MB, 200 times its packed size.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        archive = None
    if archive is None:
        raise broken_workbook()
    members = archive.infolist()
    total = sum(m.file_size for m in members)
    packed_too_well = any(
        m.file_size > RATIO_COUNTS_ABOVE and m.file_size > MOST_RATIO * m.compress_size
        for m in members
    )
    if len(members) > MOST_MEMBERS or total > MOST_BYTES or packed_too_well:
        raise InputProblem(
            "The workbook unpacks to far more than a real one does, so it was not opened.",
            "If you trust the file, open it in Excel, save the sheet as CSV, and choose that file.",
        )
    if any(m.flag_bits & 0x1 for m in members):
        raise InputProblem(
            "The file is an archive protected with a password, so it cannot be read.",
            "Unpack it with its password and choose the extract itself.",
        )
    return archive


def broken_workbook() -> InputProblem:
    """Return the problem of a workbook that is damaged or cut off."""
    return InputProblem(
        "The workbook is damaged: it may have been copied or downloaded only in part.",
        "Copy it again from where it came, or open it in Excel and save it under a new name.",
    )
