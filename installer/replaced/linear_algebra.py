"""Runs first in the built program on Windows, which has no LAPACK: NumPy's linear algebra refuses.

NumPy imports the module when it is itself imported, so it must be there; whoever calls for an
inverse, a decomposition or a solution gets an error that says why, never a wrong number.
"""

import sys
import types
from typing import NoReturn

MODULE = "numpy.linalg._umath_linalg"


class _LeftOut(types.ModuleType):
    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(f"numpy.linalg ({name}) is no part of this program.")


sys.modules[MODULE] = _LeftOut(MODULE, "Left out of this program.")
