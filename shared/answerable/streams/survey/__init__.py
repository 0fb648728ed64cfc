"""Survey: how satisfied customers are, asked for a stretch of days, and what was made of the answers."""
