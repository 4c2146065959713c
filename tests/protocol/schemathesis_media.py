"""Bodies for schemathesis, which knows no SPARQL and no Turtle."""

import schemathesis
from hypothesis import strategies as st

UPDATES = st.sampled_from([b"CLEAR DEFAULT", b"INSERT DATA { <a:a> <a:b> 1 }", b"DELETE WHERE { ?s <a:b> ?o }"])
TRIPLES = st.sampled_from([b"<a:a> <a:b> <a:c> .", b""])

schemathesis.openapi.media_type("application/sparql-update", UPDATES)
for media in ("text/turtle", "application/n-triples", "application/n-quads", "application/trig"):
    schemathesis.openapi.media_type(media, TRIPLES)
