"""DHSC's processing: from the extract's records to unique events and person details."""

from cldvalidator.events.processing import Parameters, ProcessedEvents, process

__all__ = ["Parameters", "ProcessedEvents", "process"]
