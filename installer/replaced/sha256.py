"""Runs first in the built program on Windows: SHA-256 by Windows' own cryptography (CNG).

Python's `_hashlib` would bring the 5 MB of OpenSSL for this alone, and Python's own takes four
times as long, which is felt with files of 200 MB.
"""

from __future__ import annotations

import ctypes
import hashlib
from ctypes import byref, c_char_p, c_int, c_ssize_t, c_ulong, c_void_p
from typing import Any

_MOST = 1 << 30
"""Bytes of one call, which takes an unsigned number of 32 bits."""
_windows = ctypes.WinDLL("bcrypt")  # type: ignore[attr-defined]
_provider = c_void_p()


class _Buffer(ctypes.Structure):
    """Python's `Py_buffer`."""

    _fields_ = (
        ("start", c_void_p), ("owner", c_void_p), ("length", c_ssize_t), ("item", c_ssize_t),
        ("readonly", c_int), ("dimensions", c_int), ("format", c_char_p), ("shape", c_void_p),
        ("strides", c_void_p), ("below", c_void_p), ("internal", c_void_p),
    )  # fmt: skip


def _call(function: str, *arguments: Any) -> None:
    status = getattr(_windows, function)(*arguments)
    if status:
        raise OSError(f"{function} of Windows failed with {status & 0xFFFFFFFF:#010x}")


class Sha256:
    """What `hashlib.sha256` returns, as far as it is documented."""

    name, digest_size, block_size = "sha256", 32, 64

    def __init__(self, data: Any = b"", *, usedforsecurity: bool = True) -> None:
        self._state = c_void_p()
        _call("BCryptCreateHash", _provider, byref(self._state), None, 0, None, 0, 0)
        self.update(data)

    def update(self, data: Any) -> None:
        """Take in more bytes; other threads go on meanwhile."""
        buffer = _Buffer()
        ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(data), byref(buffer), 0)
        try:
            for begin in range(0, buffer.length, _MOST):
                length = c_ulong(min(_MOST, buffer.length - begin))
                _call("BCryptHashData", self._state, c_void_p(buffer.start + begin), length, 0)
        finally:
            ctypes.pythonapi.PyBuffer_Release(byref(buffer))

    def copy(self) -> Sha256:
        """Return another that goes on from here."""
        other = object.__new__(Sha256)
        other._state = c_void_p()
        _call("BCryptDuplicateHash", self._state, byref(other._state), None, 0, 0)
        return other

    def digest(self) -> bytes:
        """Return the digest of what was taken in so far."""
        made, last = ctypes.create_string_buffer(self.digest_size), self.copy()
        _call("BCryptFinishHash", last._state, made, c_ulong(self.digest_size), 0)
        return made.raw

    def hexdigest(self) -> str:
        """Return it in hexadecimal."""
        return self.digest().hex()

    def __del__(self) -> None:
        if self._state:
            _windows.BCryptDestroyHash(self._state)


_call("BCryptOpenAlgorithmProvider", byref(_provider), "SHA256", None, 0)
hashlib.sha256 = Sha256  # type: ignore[assignment]
vars(hashlib)["__builtin_constructor_cache"]["sha256"] = Sha256  # of `new` and `file_digest`
