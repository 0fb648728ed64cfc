"""Payment: a repair's fee, collected, invoiced, handed over, and received by finance (000-5.4.9)."""
