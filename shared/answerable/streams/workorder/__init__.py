"""Work order: an installation or a repair, from its papers to the file, and all that is done on the way (000-5)."""
