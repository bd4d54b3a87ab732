"""The door to the file system for what is written: all files of a job or none, drafts, locks."""
