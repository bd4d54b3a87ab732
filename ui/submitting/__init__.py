"""The parts of the Submit page: what was written, and what it is for."""
