"""The command line: a module a command, and the texts that they print."""
