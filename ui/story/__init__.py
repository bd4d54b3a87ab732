"""A person's story: the window beside the main one, its picture and its table."""
