"""Reminder: somebody was told of what they owe, or what others of theirs do, and said that they know."""
