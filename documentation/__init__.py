"""The pages of the project as a site: `dev.py docs`."""
