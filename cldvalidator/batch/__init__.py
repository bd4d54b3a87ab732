"""Many files in one run: a recipe says how each is read, fixed, checked and written.

Each file is worked on in a process of its own, so that one that is broken never stops the rest.
What is done is remembered beside the files written; a run that was stopped goes on from there.
"""
