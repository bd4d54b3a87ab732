"""The CLD specification as data: packs of fields, lists, conditions and mappings."""

from cldvalidator.specification.loading import RELEASES, build_specification, load_specification
from cldvalidator.specification.model import Field, ListValue, Specification, ValueList

__all__ = [
    "RELEASES",
    "Field",
    "ListValue",
    "Specification",
    "ValueList",
    "build_specification",
    "load_specification",
]
