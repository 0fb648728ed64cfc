"""What the stand-in for the services answers, by what it is about."""
