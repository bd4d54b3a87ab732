"""The door to the file system for everything that is written: drafts, locks, refusals in words."""
