"""Questionnaire: one customer's, answered by its own link or taken down by a member of staff."""
