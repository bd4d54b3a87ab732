"""Makes what people install: the program's folder, the set-up, the portable zip, and their papers.

Started by `dev.py`; nothing here goes into the program itself.
"""
