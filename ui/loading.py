"""Imports the data libraries that a file needs: once, off the window's thread, out of the way."""

from __future__ import annotations

import contextlib
import gc
from threading import Lock

_lock = Lock()
_done = False


def load_libraries() -> None:
    """Import what the first file needs; who comes while another thread does so waits for it."""
    global _done
    with _lock:
        if _done:
            return
        with contextlib.suppress(ImportError):
            import cldvalidator.finding_views
            import cldvalidator.job
            import cldvalidator.preview_job  # noqa: F401
        # What was imported stays: a full collection over all of it would hold the window up.
        gc.freeze()
        _done = True


def is_loaded() -> bool:
    """Say whether the libraries are there."""
    return _done
