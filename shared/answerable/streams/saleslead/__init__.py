"""Sales lead: recorded by who served the customer, passed on to sales, taken up, and concluded there."""
