"""What the bytes of many texts tell at once, sooner than a pattern that is tried on each text."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Bytes = npt.NDArray[np.uint8]
_FIRST_SEEN, _LAST_SEEN = 0x20, 0x7E


def only_printable(values: pa.StringArray) -> bool:
    """Whether every character of every text is one of ASCII that can be seen, or a space."""
    text, _ = bytes_and_ends(values)
    return not bool((text - np.uint8(_FIRST_SEEN) > _LAST_SEEN - _FIRST_SEEN).any())


def first_bytes(values: pa.StringArray) -> Bytes:
    """Return the first byte of each text (UTF-8), 0 for an empty one."""
    text, ends = bytes_and_ends(values)
    return _at(text, ends[:-1], ends)


def last_bytes(values: pa.StringArray) -> Bytes:
    """Return the last byte of each text (UTF-8), 0 for an empty one."""
    text, ends = bytes_and_ends(values)
    return _at(text, ends[1:] - 1, ends)


def may_hold(values: pa.StringArray, part: bytes) -> bool:
    """Whether some text may hold a part; False is sure.

    The end of one text and the start of the next are taken for one that does.
    """
    text, _ = bytes_and_ends(values)
    return part in text.tobytes()


def bytes_and_ends(values: pa.StringArray) -> tuple[Bytes, npt.NDArray[np.int32]]:
    """Return the bytes of all texts, and where each begins and the last one ends."""
    _, offsets, data = values.buffers()
    if not len(values) or offsets is None:
        return np.empty(0, np.uint8), np.zeros(1, np.int32)
    ends = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    text = np.frombuffer(data, np.uint8) if data else np.empty(0, np.uint8)
    return text[ends[0] : ends[-1]], ends - ends[0]


def _at(text: Bytes, places: npt.NDArray[np.int32], ends: npt.NDArray[np.int32]) -> Bytes:
    filled = ends[1:] > ends[:-1]
    found = np.zeros(len(ends) - 1, np.uint8)
    found[filled] = text[places[filled]]
    return found
