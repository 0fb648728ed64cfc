"""Key: its card, from the label on it to where it is, who has it, and what became of it (002-r13, 002-r3)."""
