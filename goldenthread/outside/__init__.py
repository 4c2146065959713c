"""Sources by address: a CASE server, a SPARQL endpoint or a file elsewhere, brought here as the bytes that a file
would have had. Only what the operator allowed is asked."""
