"""DHSC's processing: from the extract's records to unique events and person details."""

from cldvalidator.events.parameters import Parameters
from cldvalidator.events.processing import ProcessedEvents, process

__all__ = ["Parameters", "ProcessedEvents", "process"]
