"""Pure functions between the services' answers and the templates."""
