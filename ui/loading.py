"""Imports the data libraries that a file needs: once, off the window's thread, out of the way."""

from __future__ import annotations

import contextlib
import gc
from threading import Event, Lock

_lock = Lock()
_loaded = Event()


def load_libraries() -> None:
    """Import what the first file needs; who comes while another thread does so waits for it."""
    with _lock:
        if _loaded.is_set():
            return
        with contextlib.suppress(ImportError):
            import cldvalidator.jobs.check
            import cldvalidator.jobs.preview
            import cldvalidator.review.about_file
            import cldvalidator.review.date_notice
            import cldvalidator.review.verdict
            import cldvalidator.review.views  # noqa: F401
        # What was imported stays: a full collection over all of it would hold the window up.
        gc.freeze()
        _loaded.set()


def is_loaded() -> bool:
    """Say whether the libraries are there."""
    return _loaded.is_set()
