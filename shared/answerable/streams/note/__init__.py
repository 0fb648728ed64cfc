"""Note: what somebody writes down about a matter, with the papers that belong to it."""
