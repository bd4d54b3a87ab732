"""What the grid offers to do with a cell, by the words on its menus and buttons."""

SAME_VALUE, SAME_PERSON = "Show only rows with this value", "Show all rows of this person"
STORY = "Story of this person"
