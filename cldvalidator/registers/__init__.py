"""Registers that codes are looked up in: postcodes, GP practices, CQC locations.

Nothing is loaded before a rule asks. That of postcodes comes with the program; the others are there
once the published file was imported.
"""
