"""What leaves the program: the submission, its manifest, the log of changes."""
