"""Fault: reported with four facts, climbing a chain, analysed before it may be closed."""
