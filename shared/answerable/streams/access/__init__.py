"""Access: one reading of a confidential record, and what it was for."""
