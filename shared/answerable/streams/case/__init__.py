"""Case: a customer's matter, from the person first asked until it is closed (首问负责制)."""
