"""Out of stock: taken off the shelf, and put back."""
