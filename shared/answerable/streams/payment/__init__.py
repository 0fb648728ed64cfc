"""Payment: a repair's fee, collected from the customer, invoiced, handed over and received by finance (000-5.4.9)."""
