"""The parts of the state machine of the window: what is held back, what a person does, what holds.

`tests/ui/test_window_machine.py` puts them together.
"""
