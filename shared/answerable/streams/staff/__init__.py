"""Staff: who works at a site, in which role, and when they are on duty."""
