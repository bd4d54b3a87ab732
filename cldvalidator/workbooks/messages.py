"""The protocol between the program and the process that reads: frames of JSON and of Arrow."""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from cldvalidator.workbooks.cells import StoredColumn

_HEAD = struct.Struct("<cQ")
_JSON, _BYTES = b"J", b"B"
_LARGEST = 1 << 40


def say(stream: BinaryIO, **message: Any) -> None:
    """Write a message of names and what json knows."""
    _write(stream, _JSON, json.dumps(message).encode())


def say_bytes(stream: BinaryIO, content: bytes | memoryview | pa.Buffer) -> None:
    """Write bytes."""
    _write(stream, _BYTES, content)


def _write(stream: BinaryIO, kind: bytes, content: Any) -> None:
    content = memoryview(content)
    stream.write(_HEAD.pack(kind, content.nbytes))
    stream.write(content)
    stream.flush()


def received(stream: BinaryIO) -> dict[str, Any]:
    """Read a message. Raises EOFError when the other side is gone."""
    message = json.loads(received_bytes(stream, _JSON))
    if not isinstance(message, dict):
        raise EOFError
    return message


def received_bytes(stream: BinaryIO, wanted: bytes = _BYTES) -> bytearray:
    """Read bytes. Raises EOFError when the other side is gone, or says something else."""
    kind, size = _HEAD.unpack(_exactly(stream, _HEAD.size))
    if kind != wanted or size > _LARGEST:
        raise EOFError
    return _exactly(stream, size)


def _exactly(stream: BinaryIO, size: int) -> bytearray:
    content = bytearray(size)
    left = memoryview(content)
    while left:
        count = stream.readinto(left)  # type: ignore[attr-defined]
        if not count:
            raise EOFError
        left = left[count:]
    return content


def say_column(stream: BinaryIO, column: StoredColumn) -> None:
    """Write a column as two Arrow streams: its codes, and what its values are."""
    say_bytes(stream, _stream({"code": pa.array(column.codes)}))
    by_value = {
        "text": column.texts,
        "kind": pa.array(column.kinds),
        "number": pa.array(column.numbers),
    }
    say_bytes(stream, _stream(by_value))


def received_column(stream: BinaryIO) -> StoredColumn:
    """Read a column."""
    codes = _batch(received_bytes(stream))
    values = _batch(received_bytes(stream))
    return StoredColumn(
        codes.column("code").to_numpy(zero_copy_only=False),
        values.column("text"),
        values.column("kind").to_numpy(zero_copy_only=False),
        values.column("number").to_numpy(zero_copy_only=False),
    )


def blank_column(rows: int) -> StoredColumn:
    """Return a column of empty cells, which is not sent."""
    return StoredColumn(
        np.zeros(rows, np.uint8),
        pa.array([""], pa.string()),
        np.zeros(1, np.uint8),
        np.full(1, np.nan),
    )


def _stream(columns: dict[str, pa.Array]) -> pa.Buffer:
    batch = pa.record_batch(list(columns.values()), names=list(columns))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return sink.getvalue()


def _batch(content: bytearray) -> pa.RecordBatch:
    with pa.ipc.open_stream(pa.py_buffer(content)) as reader:
        return reader.read_next_batch()
