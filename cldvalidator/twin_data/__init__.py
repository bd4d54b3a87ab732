"""A file about nobody, with the shape, the codes and the faults of one that is open."""
