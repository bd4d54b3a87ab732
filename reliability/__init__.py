"""The harness behind docs/reliability.md: hostile input, and a file system that refuses."""
