"""Mappings as SSSOM: a table with a head, or a crosswalk whose head says which column is what. Read and written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from goldenthread import heads
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, Loader, Written, archives, crosswalk, sssom_read, sssom_write
from goldenthread.loaders.account import Account
from goldenthread.loaders.sssom_slots import NEEDED
from goldenthread.loaders.sssom_text import heading, table_of, text
from goldenthread.store.rdf import Triple

_ENDS: Final = ({"subject_id", "subject_label"}, {"object_id", "object_label"})  # a text has a label alone


@dataclass(frozen=True)
class Sssom:
    """The loader of mapping tables."""

    name: str = "sssom"
    title: str = "SSSOM mappings (TSV or CSV with a head, or a crosswalk with a column map)"

    def recognises(self, content: bytes, filename: str) -> bool:
        """Whether it is a table with the slots of SSSOM in its heading, or a map of its columns in its head."""
        if content.startswith(b"PK"):
            try:
                return table_of(archives.names(content, filename)) is not None
            except Unreadable:
                return False
        head, columns = heading(content)
        slots = {cell.strip('"') for cell in re.split(r"[,;\t]", columns)}
        joins = "predicate_id" in slots and all(slots & names for names in _ENDS)
        return joins or bool(re.search(r"(?m)^ ?columns:", head) and "subject_id" in head)

    def read(self, content: bytes, context: Context) -> Loaded:
        """The mappings of a table as a dataset. Raises Unreadable and TooLarge; what is wrong in a row is a remark."""
        if len(content) > context.settings.upload_bytes:
            raise TooLarge(f"{context.filename} has more than {context.settings.upload_bytes:,} bytes. Split it")
        account = Account()
        told = text(content, context)
        if told.rule:
            account.change(told.where, "text", told.rule)
        for row, cell in told.stray:
            account.lose(told.where, row, None, cell, "there is no heading above it")
        if crosswalk.is_one(told):
            told = crosswalk.as_slots(told, account)
        if missing := [
            slot
            for slot in NEEDED[:3]
            if slot not in told.columns
            and not heads.text(dict(told.head), slot)
            and slot.replace("_id", "_type") not in {*told.columns, *told.head}
        ]:
            raise Unreadable(f"the table has no column {missing[0]}. Add it to the heading", where=told.where, row=1)
        return sssom_read.read(told, context, account)


LOADER: Final[Loader] = Sssom()


def write(triples: Iterable[Triple], dataset: str, context: Context) -> Written:
    """The mappings of a dataset as SSSOM TSV with its head; what is no mapping has no place there."""
    return sssom_write.write(triples, dataset, context)
