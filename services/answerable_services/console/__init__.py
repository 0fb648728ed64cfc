"""The console: server-rendered pages for the people of a service centre; it owns no data and asks."""
