"""One module a dialect: bytes to triples and a list of what was not kept."""
