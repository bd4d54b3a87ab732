"""The parts of the Check page: groups of findings, what one means, the national quality table."""
