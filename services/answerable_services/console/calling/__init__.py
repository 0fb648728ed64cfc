"""Taking a call while it lasts: who calls, what is known of them, and what comes of it, on one page."""
