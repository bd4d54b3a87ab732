"""The portal's own checks, and how the file that would be written now stands against each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from cldvalidator.checks.as_sent import megabytes, size_faults
from cldvalidator.checks.portal import begins_as_refused
from cldvalidator.extract import Extract
from cldvalidator.extract.windows_1252 import as_it_would_arrive, lack_a_form, not_ascii
from cldvalidator.specification import Specification
from cldvalidator.specification.portal import PortalCheck, load_portal
from cldvalidator.wording import counted

_EXAMPLES = 3
Tone = Literal["good", "warning", "error", "query"]


@dataclass(frozen=True)
class PortalItem:
    """One check of the portal. tone: "query" for what is known only once the file is written."""

    check: PortalCheck
    tone: Tone
    sentence: str


@dataclass(frozen=True)
class Size:
    """How many bytes a file has that was written, and whether it is compressed with gzip."""

    bytes: int
    compressed: bool


def portal_list(
    extract: Extract,
    specification: Specification,
    *,
    utf_8: bool = False,
    written: Size | None = None,
) -> list[PortalItem]:
    """Return how a file stands against each of the portal's checks if it is written as it is now.

    utf_8: the user has chosen to write that. Every cell is looked at as it will be written.
    written: the size of the file once it is written.
    """
    answers: dict[str, tuple[Tone, str]] = {
        "form": ("good", "CLD Validator writes CSV, and compresses it if you ask for it."),
        "size": ("query", "Known when the file is written.") if written is None else _size(written),
        "header": ("good", "CLD Validator writes the specification's names in its order."),
        "encoding": _encoding(extract, specification, utf_8),
        "values": _values(extract, specification),
    }
    return [PortalItem(check, *answers[check.id]) for check in load_portal().checks]


def arriving(extract: Extract, specification: Specification) -> list[tuple[str, str, str]]:
    """Return examples of what arrives when the file is sent as UTF-8: field, text, what comes.

    Of each field the first few texts; they are values of the file.
    """
    found = []
    for name in specification.names:
        column = extract.column(name)
        codes = np.flatnonzero(column.by_text(not_ascii) & (column.counts > 0))[:_EXAMPLES]
        texts = [str(column.values[int(code)]) for code in codes]
        found += [(name, text, as_it_would_arrive(text)) for text in texts]
    return found


def cells_that_lack_a_form(extract: Extract, specification: Specification) -> int:
    """Return how many cells hold a character that Windows-1252 lacks."""
    return _cells(extract, specification, lack_a_form)


def _size(written: Size) -> tuple[Tone, str]:
    for fault in size_faults(written.bytes, compressed=written.compressed):
        return fault.severity, fault.sentence
    limits = load_portal().limits(compressed=written.compressed)
    narrowest = min(limits, key=lambda limit: limit.bytes)
    size = megabytes(written.bytes)
    return "good", f"The written file is {size}. The lowest limit is {narrowest}."


def _encoding(extract: Extract, specification: Specification, utf_8: bool) -> tuple[Tone, str]:
    if utf_8:
        cells = _cells(extract, specification, not_ascii)
        if cells:
            return "error", f"Written as UTF-8, {counted(cells, 'cell')} will arrive changed."
        return "good", "Every character is the same in UTF-8 and Windows-1252."
    cells = cells_that_lack_a_form(extract, specification)
    if cells:
        return "error", (
            f"{counted(cells, 'cell')} {'holds' if cells == 1 else 'hold'} a character that "
            "Windows-1252 lacks (rule PORT-01). Decide on Fix what to write instead."
        )
    return "good", "CLD Validator writes Windows-1252 without a byte order mark."


def _values(extract: Extract, specification: Specification) -> tuple[Tone, str]:
    cells = _cells(extract, specification, begins_as_refused)
    if cells:
        return "error", (
            f"{counted(cells, 'value begins', 'values begin')} with =, +, @, or - without a "
            "number (rule FILE-09). The portal rejects the file."
        )
    return "good", "No value begins with a character that the portal rejects."


def _cells(
    extract: Extract,
    specification: Specification,
    texts: Callable[[pa.StringArray], npt.NDArray[np.bool_]],
) -> int:
    columns = (extract.column(name) for name in specification.names)
    return sum(int(c.counts[c.by_text(texts)].sum()) for c in columns)
