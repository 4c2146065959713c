"""A dialect small enough to see through: the first line names the dataset, each other line is an N-Triples line;
a line `! words` is a violation, `? value` a value that is not kept."""

from __future__ import annotations

from goldenthread.errors import Remark, Unreadable
from goldenthread.loaders import Context, Loaded, Lost
from goldenthread.store.rdf import read_quads
from goldenthread.store.triples import Triples

EX = "http://example.org/"


class Plain:
    name = "plain"
    title = "plain lines"

    def recognises(self, content: bytes, filename: str) -> bool:
        return content.startswith(b"dataset ") or filename.endswith(".plain")

    def read(self, content: bytes, context: Context) -> Loaded:
        head, *lines = content.decode().splitlines()
        if not head.startswith("dataset "):
            raise Unreadable("the first line must name the dataset", where=context.filename, row=1)
        body = "\n".join(line for line in lines if line[0] not in "!?")
        triples = Triples(quad.triple for quad in read_quads(body.encode(), "nt", where=context.filename))
        return Loaded(
            head.removeprefix("dataset "), triples, {"lines": len(lines)}, {"values": len(triples)}, (),
            tuple(Lost("lines", None, None, line[2:], "no place") for line in lines if line[0] == "?"),
            tuple(Remark("violation", line[2:]) for line in lines if line[0] == "!"),
        )  # fmt: skip


def source(dataset: str, *values: str, lines: tuple[str, ...] = ()) -> bytes:
    """A source in which <EX/dataset> has each of `values`."""
    said = [f'<{EX}{dataset}> <{EX}says> "{value}" .' for value in values]
    return "\n".join([f"dataset {dataset}", *said, *lines]).encode()
