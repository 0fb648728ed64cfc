"""What intake can be asked to do, one module a stream, named in the imperative."""
