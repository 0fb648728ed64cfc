"""Report: drafted, handed in and counted, signed by somebody else, issued (000-4.1b, 000-4.4)."""
