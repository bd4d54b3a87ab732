"""What a person asks for as a whole: check a file, fix it, preview it, write it."""
