"""The questions that services answer, one module a service, with the models of the answers."""
