"""The embedded nats-server: its process, its machine, its users, and how clients find it."""
