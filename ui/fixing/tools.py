"""What the Fix page offers beside its proposals, by the words on its menus."""

TOOLS = (
    "Review the profile in Excel ...",
    "Import a reviewed profile ...",
    "Add the entries of another profile ...",
    "Convert Release 1 values to Release 2 ...",
    "Save changes to a file ...",
    "Apply saved changes ...",
    "Take in the answers of teams ...",
)
OF_PROFILE = 3
"""How many of the tools work on the profile; the others work without one."""
