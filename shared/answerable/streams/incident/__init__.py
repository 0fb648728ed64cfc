"""Major matter: told to the general manager at once, directed, written up, closed by another (000-4.2.5)."""
