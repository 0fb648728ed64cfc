"""Importing: rows of other systems' exports become commands, by a mapping that is data and not code."""
