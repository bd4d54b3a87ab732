"""The parts of the preview: its state, the list of measures, and what is shown of each."""
