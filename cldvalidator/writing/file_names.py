"""Names of files that Windows takes, made from texts of a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

MOST_BYTES = 120
"""Of a text, in UTF-8: a whole name stays under 255 bytes, and a path under 260 characters."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SPACES = re.compile(r"\s+")


def file_names(before: str, wanted: Iterable[str], ending: str) -> list[str]:
    """Return a file name for each text: `before`, the text as far as it may stand there, `ending`.

    No name has a character that Windows forbids, or a dot or space at an end of its text; no two
    differ only in capitals or in how a letter with its accent is stored. One that would be another
    one's gets a number. before: not empty, so that no name is a reserved one such as CON.
    """
    taken: set[str] = set()
    names = []
    for text in wanted:
        plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
        plain = _SPACES.sub(" ", _FORBIDDEN.sub(" ", plain)).strip(" .") or "no name"
        chosen, number = _cut(plain, ""), 2
        while _same(chosen) in taken:
            chosen, number = _cut(plain, f" {number}"), number + 1
        taken.add(_same(chosen))
        names.append(f"{before}{chosen}{ending}")
    return names


def _cut(text: str, end: str) -> str:
    """Return a text with an end, its own part cut so that both are short enough."""
    part = text.encode()[: MOST_BYTES - len(end)].decode(errors="ignore")
    return part.rstrip(" .") + end


def _same(name: str) -> str:
    """Return what is equal for names that a file system may take for one."""
    return unicodedata.normalize("NFKC", name).casefold()
