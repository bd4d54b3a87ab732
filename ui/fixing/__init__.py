"""The parts of the Fix page beside the proposals: the council's profile, and whole-file changes."""
