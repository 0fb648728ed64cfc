"""Commands, queries and notices between the services: subjects, asking, answering, problems."""
