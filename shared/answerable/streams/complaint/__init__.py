"""Complaint: filed, investigated, judged, mended, and told to the customer."""
