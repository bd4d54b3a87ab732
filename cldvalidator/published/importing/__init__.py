"""Import of newer editions from the files as they are published: recognised, read, kept, forgotten.

A module a publication; `layouts` tells which one a file is, `editions` what an import changes.
"""
