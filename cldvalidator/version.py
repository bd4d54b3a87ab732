"""The version of the program, the one place where it stands, and what of others is in it."""

from __future__ import annotations

import platform
import pyexpat

__version__ = "0.2.0"


def carried() -> str:
    """Return which Python this is, and which reader of XML is in it: what updates are about."""
    return f"{platform.python_version()} with {pyexpat.EXPAT_VERSION.replace('_', ' ')}"
