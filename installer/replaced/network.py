"""Runs first in the built program, which holds none of Python's network modules.

Two libraries import `socket` all the same: pyarrow for a function that the program never calls, and
`platform` for the name of the computer. They get a module that knows no name and nothing else.
"""

import sys
import types

stand_in = types.ModuleType("socket", "Left out of this program.")
stand_in.gethostname = lambda: ""  # type: ignore[attr-defined]
sys.modules["socket"] = stand_in
