"""Access: one reading or export of a confidential record, and what it was for."""
