"""Assessment: what counts for or against a member of staff, as found by a person."""
