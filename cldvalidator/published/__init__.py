"""What is published about every council: figures, populations, similar councils, with their source.

Packs of facts stand in `resources/published`; what a user imports stands in the settings folder in
the same form. Nothing of it is read before somebody asks.
"""
