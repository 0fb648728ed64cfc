"""What rulebooks owe beside cases and callbacks: begun, done, missed, excused (000-1.2)."""
