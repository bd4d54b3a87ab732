"""The tables of the activity report (STS, LTS), by NHS England's method of 2023-24.

Its statements are public; DHSC's own since 2024-25 are not. Each module is a table or two; their
titles, rows, columns and notes are in `resources/activity`.
"""

from cldvalidator.measures.activity import lts001, lts003, lts004, reviews, sts001, sts002

MODULES = (lts001, lts003, lts004, reviews, sts001, sts002)

__all__ = ["MODULES"]
