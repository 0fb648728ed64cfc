"""Work order: an installation or a repair, from its papers to the file (000-5)."""
