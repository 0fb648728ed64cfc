"""Daily sales report: handed in by who sold, stated anew, taken back."""
