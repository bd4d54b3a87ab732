"""The national measures, each with the people and records behind its figures.

Importing this registers every measure.
"""

from cldvalidator.measures import (
    activity,
    ascof_2a,
    ascof_2b_2c,
    ascof_2d,
    ascof_2e,
    ascof_3d,
    costs,
    dashboard,
    long_term_support,
    waiting_times,
)

MODULES = (
    ascof_2a,
    ascof_2b_2c,
    ascof_2d,
    ascof_2e,
    ascof_3d,
    waiting_times,
    long_term_support,
    dashboard,
    costs,
    *activity.MODULES,
)

__all__ = ["MODULES"]
