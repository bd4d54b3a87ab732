"""What a sentence about bad input holds: what is wrong, what to do, no word of our own making."""

from __future__ import annotations

import re

TO_DO = frozenset({
    "fill", "find", "get", "go", "keep", "list", "move", "press", "repair", "replace", "restart",
    "run", "send", "set", "show", "start", "stop", "switch", "tell", "turn", "type", "update",
    "accept", "add", "apply", "ask", "change", "check", "choose", "close", "copy", "correct",
    "cut", "decide", "delete", "do", "export", "forget", "free", "give", "import", "install",
    "leave", "look", "make", "match", "name", "open", "put", "read", "remove", "rename",
    "report", "save", "say", "see", "select", "take", "undo", "unpack", "use", "wait", "write",
})  # fmt: skip
"""How a sentence begins that says what to do; after If or When, behind the comma."""
_OURS = re.compile(
    r"\b(None(?! of )|NaN|NoneType|Traceback|dtype|ndarray|DataFrame|Timestamp)\b"
    r"|\b[A-Z]\w*(Error|Exception)\b"
    r"|<class|0x[0-9a-f]{6}|\.part\b|\.lock\b|\.journal\b"
)
_IDENTIFIER = re.compile(r"(?<![0-9a-f])\d{10,}(?![0-9a-f])")
_SENTENCE = re.compile(r"(?<=[.;:])\s+|\n")
_CONDITION = re.compile(r"(If|When) [^,]*, ")


def not_plain(what: str, advice: str) -> list[str]:
    """Return what a message lacks, or holds that it may not; empty for a plain one."""
    found = []
    if not what.strip().endswith((".", ":")) or not advice.strip().endswith((".", "?")):
        found.append("no end")
    if not _says_what_to_do(advice):
        found.append("not what to do")
    if ours := _OURS.search(f"{what} {advice}"):
        found.append(f"a word of the program: {ours[0]}")
    if _IDENTIFIER.search(f"{what} {advice}"):
        found.append("a value")
    return found


def _says_what_to_do(advice: str) -> bool:
    for sentence in _SENTENCE.split(advice.strip()):
        begin = _CONDITION.sub("", sentence, count=1)
        word = re.match(r"\w+", begin)
        if begin.startswith("Did you mean ") or (word and word[0].casefold() in TO_DO):
            return True
    return False
