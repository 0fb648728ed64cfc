"""Customer file: opened by reference, reviewed until a day, closed."""
