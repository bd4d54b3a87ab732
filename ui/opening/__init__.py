"""The parts of the Open page: what was read, and how its columns were recognised."""
