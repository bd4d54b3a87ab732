"""Error cells of a name that the reader of values does not know, such as #ERROR! of Google Sheets.

It gives up on the whole sheet over one. It is given #N/A in their place, and what they say, which
`open_xml_sheet` has found, is put into the columns afterwards as it is for every error.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from html import escape

KNOWN = frozenset(
    {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#GETTING_DATA"}
)
MOST = 20
LONGEST = 40
"""More of them, or longer ones, are no spreadsheet's: such a workbook is damaged, as before."""
_IS_ERROR = re.compile(rb"""\st\s*=\s*["']e["']""")


def unknown_errors(texts: Iterable[str]) -> set[str]:
    """Return those of the texts of error cells that the reader does not know, if they are few."""
    found = set(texts) - KNOWN
    return found if len(found) <= MOST and max(map(len, found), default=0) <= LONGEST else set()


def with_known_errors(archive: zipfile.ZipFile, part: str, errors: Iterable[str]) -> bytes:
    """Return a workbook in which the error cells of a part that say one of these say #N/A."""
    alternatives = b"|".join(re.escape(escape(text, quote=False).encode()) for text in errors)
    alternatives += b"|" + b"|".join(
        re.escape(text.encode()) for text in errors
    )  # as the bytes have it
    cell = re.compile(
        rb"(<(?:\w+:)?c\s[^<>]*>)((?:<(?:\w+:)?f(?:\s[^<>]*)?>[^<>]*</[^<>]*>"
        rb"|<(?:\w+:)?f(?:\s[^<>]*)?/>)?\s*<(?:\w+:)?v>)\s*(?:%s)\s*(?=</)" % alternatives
    )

    def known(found: re.Match[bytes]) -> bytes:
        is_error = _IS_ERROR.search(found[1]) is not None
        return found[1] + found[2] + b"#N/A" if is_error else found[0]

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for member in archive.infolist():
            data = archive.read(member)
            made.writestr(
                member.filename, cell.sub(known, data) if member.filename == part else data
            )
    return out.getvalue()
