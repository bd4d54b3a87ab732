"""XML of a workbook's parts, parsed as it is unpacked: no DOCTYPE, and limits on all that grows."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from cldvalidator.workbooks.archive_safety import DAMAGE, broken_workbook

PIECE = 1 << 21
"""Bytes: so many that threads which search them seldom wait for one another."""
_HEAD = 1 << 12
DEEPEST = 100
LONGEST_TOKEN = 1 << 24
"""Bytes of one tag, comment or the like: a parser begins it anew with each piece."""

Attributes = dict[str, str]


class Unsound(Exception):
    """The XML is not well-formed, or no workbook's."""


def local(name: str) -> str:
    """Return the name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def related(attributes: Attributes) -> str:
    """Return the relation that an element names (`r:id`, whatever its prefix), "" for none."""
    return next((v for k, v in attributes.items() if ":" in k and local(k) == "id"), "")


def refuse(*_: object) -> None:
    """Refuse a DOCTYPE: no workbook has one, and entities in it can be made to explode."""
    raise Unsound


class XmlStream:
    """A parser that is fed in pieces. `start` and `end` are called with each element's full name.

    The parser itself is `parser`, for further handlers. Raises Unsound.
    """

    def __init__(
        self,
        start: Callable[[str, Attributes], None],
        end: Callable[[str], None] | None = None,
    ) -> None:
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = refuse
        self.parser.buffer_text = True
        self._fed = 0
        self._depth = 0
        self._start, self._end = start, end
        self.parser.StartElementHandler = self._deeper
        self.parser.EndElementHandler = self._higher

    def feed(self, piece: bytes | memoryview, *, last: bool = False) -> None:
        """Parse the next piece."""
        self._fed += len(piece)
        try:
            self.parser.Parse(piece, last)
        except (expat.ExpatError, ValueError, LookupError) as error:  # of encodings it lacks
            raise Unsound from error
        if self._fed - self.parser.CurrentByteIndex > LONGEST_TOKEN + len(piece):
            raise Unsound

    def _deeper(self, name: str, attributes: Attributes) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Unsound
        self._start(name, attributes)

    def _higher(self, name: str) -> None:
        self._depth -= 1
        if self._end is not None:
            self._end(name)


def elements(pieces: Iterable[bytes], most: int) -> Iterator[tuple[str, str, Attributes]]:
    """Yield each element: the local names of its parent and of itself, and its attributes.

    Raises Unsound, also for more than `most` elements.
    """
    found: list[tuple[str, str, Attributes]] = []
    above = [""]
    count = 0

    def start(name: str, attributes: Attributes) -> None:
        nonlocal count
        count += 1
        if count > most:
            raise Unsound
        found.append((above[-1], local(name), attributes))
        above.append(local(name))

    def end(_: str) -> None:
        above.pop()

    stream = XmlStream(start, end)
    for piece in pieces:
        stream.feed(piece)
        yield from found
        found.clear()
    stream.feed(b"", last=True)
    yield from found


def unpacked(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a member in pieces. Raises InputProblem for a damaged one."""
    problem = None
    try:
        with archive.open(name) as member:
            while piece := member.read(PIECE):
                yield piece
    except DAMAGE:
        problem = broken_workbook()
    if problem is not None:
        raise problem


def xml_members(archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the members that begin as XML does, whatever their names say."""
    for member in archive.infolist():
        for piece in unpacked(archive, member.filename):
            head = piece[:64].lstrip()
            if head.startswith((b"<", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                yield member.filename
            break


def has_doctype(archive: zipfile.ZipFile, name: str) -> bool:
    """Whether a member has a DOCTYPE, or is broken before its first element.

    Other readers follow its entities: some without end, some until the process dies.
    """
    begun: list[str] = []
    stream = XmlStream(lambda name, _: begun.append(name))
    try:
        for piece in unpacked(archive, name):
            for at in range(0, len(piece), _HEAD):
                stream.feed(piece[at : at + _HEAD])
                if begun:
                    return False
    except Unsound:
        return True
    return False
