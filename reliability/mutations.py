"""Mutations that know what they are in: bytes, delimited text, XML in an archive, records, JSON."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

Mutation = Callable[[bytes, random.Random], bytes]

_NUMBERS = (0, 1, -1, 127, 255, 256, 65_535, 65_536, 1_048_576, 1_048_577, 2**31 - 1, 2**31,
            2**32 - 1, 2**53, 2**63, 10**30)  # fmt: skip
_WORDS = ("", " ", "=1+1", "＝1", "\x00", "\ufeff", "\u202e", "\ud7ff", "'" * 3, '"', "9" * 400,
          "-1e300", "1e309", "NaN", "A1:XFD1048576", "XFD1048576", "&lol;", "31/02/2026",
          "x" * 40_000, "../../../x", "#N/A", "\U0001f600" * 20, "9990000018")  # fmt: skip
_VALUES: tuple[Any, ...] = (None, True, [], {}, 0, -1, 2**70, 1e308, "", "x" * 5_000, "\x00",
                            [[]], {"": ""}, "9990000018", "2026-99-99", "=1")  # fmt: skip
_DEEP = 4_000


def mutated(kind: str, data: bytes, rng: random.Random) -> bytes:
    """Return an input after one to four mutations; the same random numbers give the same one."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 4))):
        data = rng.choice(_MUTATIONS.get(kind, (_bytes,)))(data, rng)
    return data


def _bytes(data: bytes, rng: random.Random) -> bytes:
    """Flip, cut, repeat or insert bytes anywhere."""
    if not data:
        return bytes(rng.randrange(256) for _ in range(8))
    at = rng.randrange(len(data))
    length = min(rng.choice((1, 1, 2, 4, 16, 256)), len(data) - at)
    match rng.randrange(6):
        case 0:
            return data[:at]
        case 1:
            return data[:at] + data[at + length :]
        case 2:
            return data[: at + length] + data[at : at + length] * rng.choice((1, 2, 50)) + data[at:]
        case 3:
            number = struct.pack("<q", rng.choice(_NUMBERS) % 2**63)[: rng.choice((1, 2, 4, 8))]
            return data[:at] + number + data[at + len(number) :]
        case 4:
            flipped = bytes(b ^ (1 << rng.randrange(8)) for b in data[at : at + length])
            return data[:at] + flipped + data[at + length :]
        case _:
            return data[:at] + rng.randbytes(length) + data[at:]


def _text(data: bytes, rng: random.Random) -> bytes:
    """Change cells, lines, delimiters, quotes, encodings."""
    text = data.decode("utf-8", "replace")
    lines = text.split("\n")
    row = rng.randrange(len(lines))
    cells = lines[row].split(",")
    cell = rng.randrange(len(cells))
    match rng.randrange(10):
        case 0:
            cells[cell] = rng.choice(_WORDS)
        case 1:
            cells[cell : cell + 1] = [cells[cell]] * rng.choice((2, 3, 500))
        case 2:
            del cells[cell]
        case 3:
            cells[cell] = f'"{cells[cell]}'
        case 4:
            lines[row:row] = [lines[row]] * rng.choice((1, 20))
        case 5:
            lines[row] = lines[0]
        case 6:
            return text.replace(",", rng.choice(";\t|:")).encode()
        case 7:
            wanted = ("utf-16", "utf-16-be", "utf-32", "cp1252", "utf-8-sig", "utf-7", "cp037")
            return text.encode(rng.choice(wanted), "replace")
        case 8:
            return text.replace("\n", rng.choice(("\r", "\r\n", "\n\n", "\x0b", "\x85"))).encode()
        case _:
            first = rng.choice(_WORDS)
            lines = [*([first] * rng.choice((1, 30))), *lines]
            return "\n".join(lines).encode("utf-8", "replace")
    lines[row] = ",".join(cells)
    return "\n".join(lines).encode("utf-8", "replace")


def _archive(data: bytes, rng: random.Random) -> bytes:
    """Change one member of an archive: its XML or its records; or leave it out, or double it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(i.filename, archive.read(i)) for i in archive.infolist()]
    except Exception:  # a mutation before this one has broken the archive: zipfile raises many
        return _bytes(data, rng)
    if not members:
        return _bytes(data, rng)
    weights = [3 if "sheet" in name or name == "content.xml" else 1 for name, _ in members]
    (place,) = rng.choices(range(len(members)), weights)
    name, content = members[place]
    match rng.randrange(12):
        case 0:
            del members[place]
        case 1:
            members.append((name, content))
        case 2:
            members[place] = (rng.choice(("../x", "/x", name.upper(), "x" * 300)), content)
        case 3:
            members[place] = (name, b"")
        case _ if name.endswith(".bin"):
            members[place] = (name, _records(content, rng))
        case _:
            members[place] = (name, _xml(content, rng))
    out = io.BytesIO()
    how = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(out, "w", how) as made:
        for told, content in members:
            made.writestr(zipfile.ZipInfo(told), content)
    return out.getvalue()


def _directory(data: bytes, rng: random.Random) -> bytes:
    """Put another number into a header of an archive: sizes, places, counts, methods, flags."""
    marks = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07")
    places = [m.start() for mark in marks for m in re.finditer(re.escape(mark), data)]
    if not places:
        return _bytes(data, rng)
    if rng.random() < 0.1:  # the end of an archive of 64 bits, which there is none of
        end = data.rfind(marks[2])
        return data[:end] + marks[4] + rng.randbytes(16) + data[end:]
    at = rng.choice(places) + rng.randrange(4, 46, 2)
    number = struct.pack("<q", rng.choice(_NUMBERS) % 2**63)[: rng.choice((2, 4, 8))]
    return data[:at] + number + data[at + len(number) :]


def _gzip(data: bytes, rng: random.Random) -> bytes:
    """Change the text in a gzip file, or how it is put together."""
    try:
        text = gzip.decompress(data)
    except Exception:  # a mutation before this one has broken it: gzip raises many
        return _bytes(data, rng)
    match rng.randrange(6):
        case 0:
            return gzip.compress(data)
        case 1:
            cut = rng.randrange(len(text) + 1)
            return gzip.compress(text[:cut]) + gzip.compress(text[cut:])
        case 2:
            return data + rng.choice((bytes(500), rng.randbytes(20), b"\x1f\x8b"))
        case 3:
            flags, named = rng.randrange(256), rng.randbytes(rng.choice((0, 3, 5_000)))
            return data[:3] + bytes([flags]) + data[4:10] + named + data[10:]
        case _:
            return gzip.compress(_text(text, rng), mtime=0)


_TAG = re.compile(rb"<[^<>]+>")
_ATTRIBUTE = re.compile(rb'(\s[\w:.-]+=)"([^"<>]*)"')


def _xml(data: bytes, rng: random.Random) -> bytes:
    """Change tags, attributes, quotation marks, prefixes, entities, order."""
    tags = list(_TAG.finditer(data))
    attributes = list(_ATTRIBUTE.finditer(data))
    match rng.randrange(9):
        case 0 | 1 if attributes:
            found = rng.choice(attributes)
            word = str(rng.choice(_NUMBERS)) if rng.random() < 0.5 else rng.choice(_WORDS)
            value = word.encode("utf-8", "replace").replace(b'"', b"&quot;").replace(b"<", b"&lt;")
            return data[: found.start(2)] + value + data[found.end(2) :]
        case 2 if attributes:
            found = rng.choice(attributes)
            return data[: found.start()] + data[found.end() :]
        case 3 if tags:
            found = rng.choice(tags)
            return data[: found.start()] + data[found.end() :]
        case 4 if tags:
            found = rng.choice(tags)
            return data[: found.end()] + found[0] * rng.choice((1, 30)) + data[found.end() :]
        case 5:
            return _ATTRIBUTE.sub(rb"\1'\2'", data)
        case 6:
            entities = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY lol "&a;&a;&a;&a;&a;">]>'
            end = data.find(b"?>") + 2 if data.startswith(b"<?") else 0
            return data[:end] + entities + data[end:]
        case 7 if len(tags) > 1:
            one, other = sorted(rng.sample(tags, 2), key=lambda m: m.start())
            return (
                data[: one.start()] + other[0] + data[one.end() : other.start()] + one[0]
                + data[other.end() :]
            )  # fmt: skip
        case _:
            return _bytes(data, rng)


def _records(data: bytes, rng: random.Random) -> bytes:
    """Change, leave out or repeat one record of an XLSB part (type and length in seven bits)."""
    records, at = [], 0
    while at < len(data):
        start = at
        for _ in range(2):
            value = shift = 0
            for _ in range(4):
                if at >= len(data):
                    break
                byte = data[at]
                at += 1
                value |= (byte & 0x7F) << shift
                shift += 7
                if byte < 0x80:
                    break
        at += value
        records.append(data[start:at])
    return _one_changed(records, 2, rng) if records else _bytes(data, rng)


def _biff(data: bytes, rng: random.Random) -> bytes:
    """Change a number of a record in an XLS, found by the records that a sheet consists of."""
    places = [m.start() for m in re.finditer(rb"[\x00-\x0a\x7d\xbd\xfd]\x02?[\x04-\x20]\x00", data)]
    if not places or rng.random() < 0.3:
        return _bytes(data, rng)
    at = rng.choice(places) + 4 + rng.choice((0, 2, 4))
    number = struct.pack("<q", rng.choice(_NUMBERS) % 2**63)[: rng.choice((2, 4))]
    return data[:at] + number + data[at + len(number) :]


def _one_changed(records: list[bytes], head: int, rng: random.Random) -> bytes:
    place = rng.randrange(len(records))
    match rng.randrange(4):
        case 0:
            del records[place]
        case 1:
            records[place:place] = [records[place]] * rng.choice((1, 40))
        case _:
            record = records[place]
            at = rng.randrange(head, max(len(record), head + 1))
            number = struct.pack("<q", rng.choice(_NUMBERS) % 2**63)[: rng.choice((1, 2, 4))]
            records[place] = record[:at] + number + record[at + len(number) :]
    return b"".join(records)


def _json(data: bytes, rng: random.Random) -> bytes:
    """Put another value at a random place; or nest it deeply, double it, leave it out."""
    try:
        root: Any = json.loads(data)
    except (ValueError, RecursionError):
        return _bytes(data, rng)
    places = _places(root) if isinstance(root, dict | list) else []
    if not places:
        return json.dumps(rng.choice(_VALUES)).encode()
    holder, key = rng.choice(places)
    match rng.randrange(8):
        case 0:
            del holder[key]
        case 1:
            depth = rng.choice((50, _DEEP, 100_000))
            return json.dumps(root).encode().replace(b":", b":" + b"[" * depth, 1)
        case 2 if isinstance(holder, list):
            holder *= rng.choice((2, 200))
        case 3 if isinstance(holder, dict):
            holder[rng.choice(_WORDS)] = holder.pop(key)
        case 4:
            return json.dumps(root).encode().replace(b'"', b'"\\ud800', rng.choice((1, 3)))
        case 5:
            holder[key] = rng.choice(_WORDS)
        case _:
            holder[key] = rng.choice(_VALUES)
    return json.dumps(root, ensure_ascii=rng.random() < 0.5).encode("utf-8", "replace")


_PARTS = ("(", ")", "not ", " and ", " or ", "exists ", "none ", "count >= 99999 ", " within ",
          "in (", "contains ", "is blank", "has finding ", "days from ", " between ", "<", "!=",
          '"', ",", " days after Event Start Date", "Age", "NHS Number", "31/02/2026", "LOCAL-01",
          "=" * 3)  # fmt: skip


def _conditions(data: bytes, rng: random.Random) -> bytes:
    """Change a word of the conditions: leave it out, repeat it, put another one beside it."""
    try:
        root: Any = json.loads(data)
        holders = [h for kind in ("rules", "filters") for h in root.get(kind, ())]
        holder = rng.choice(holders)
        key = rng.choice([k for k in ("when", "must", "where") if holder.get(k)])
        words = holder[key].split(" ")
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        return _json(data, rng)
    at = rng.randrange(len(words))
    match rng.randrange(4):
        case 0:
            del words[at]
        case 1:
            words[at : at + 1] = [words[at]] * rng.choice((2, 30, 400))
        case 2:
            words.insert(at, rng.choice(_PARTS) * rng.choice((1, 1, 61, 500)))
        case _:
            words[at] = rng.choice(_WORDS)
    holder[key] = " ".join(words)
    return json.dumps(root).encode()


_VALUES_OF_TOML = ("1e400", "nan", "-inf", "0x" + "f" * 5_000, "9" * 5_000, "[" * 5_000, "[[]]",
                   "{}", '""', "true", "0001-01-01", "2026-13-99", "25:61", '"\\u0000"', "''",
                   '"\\ud800"', '"../../x"', '"**/**/*"', '"{name}{name}"', '"\\u001b[2J"',
                   '"""')  # fmt: skip


def _toml(data: bytes, rng: random.Random) -> bytes:
    """Put another value for an entry; or leave a line out, move it, or double it."""
    lines = data.split(b"\n")
    at = rng.randrange(len(lines))
    match rng.randrange(5):
        case 0:
            del lines[at]
        case 1:
            lines[at:at] = [lines[at]] * rng.choice((1, 20))
        case 2:
            lines.insert(rng.randrange(len(lines) + 1), lines.pop(at))
        case _:
            name = lines[at].partition(b"=")[0]
            lines[at] = name + b"= " + rng.choice(_VALUES_OF_TOML).encode()
    return b"\n".join(lines)


def _places(value: Any) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    waiting = [value] if isinstance(value, dict | list) else []
    while waiting:
        holder = waiting.pop()
        keys = holder if isinstance(holder, dict) else range(len(holder))
        for key in list(keys)[:200]:
            found.append((holder, key))
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
    return found


_MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "csv": (_text, _text, _text, _bytes),
    "population": (_text, _json, _bytes),
    "xls": (_biff, _biff, _bytes),
    **dict.fromkeys(
        (
            "xlsx",
            "xlsm",
            "xlsb",
            "ods",
            "profile-workbook",
            "official",
            "answers",
            "published-workbook",
        ),
        (_archive, _archive, _archive, _archive, _directory, _bytes),
    ),
    "gzip": (_gzip, _gzip, _gzip, _bytes),
    **dict.fromkeys(
        ("changes", "settings", "manifest", "journal", "set"), (_json, _json, _json, _bytes)
    ),
    **dict.fromkeys(("profile", "rules"), (_json, _conditions, _conditions, _bytes)),
    "recipe": (_toml, _toml, _text, _bytes),
    "published": (_text, _text, _bytes),
}
