"""What a written workbook has no place for, found by comparing a dataset with the workbook read again."""

from __future__ import annotations

from goldenthread import terms
from goldenthread.loaders import Loaded, Lost
from goldenthread.loaders.account import Account
from goldenthread.loaders.filled import Filling
from goldenthread.store.rdf import NamedNode, Term, Triple, text_of

_NO_COLUMN = "the workbook has no place for it"
_ADDRESS = "a workbook names things by their code: it gets another address"


def losses(asked: frozenset[Triple], again: Loaded, filling: Filling) -> tuple[Lost, ...]:
    """Each triple of `asked` that is not in `again`, at its row; and each thing that cannot keep its IRI."""
    account = Account()
    places: dict[Term, tuple[str, int | None]] = {
        node: (f.sheet.name, row) for f in filling.sheets for row, node in enumerate(f.nodes, 2)
    }
    new = filling.addresses()

    def now(term: Term) -> Term:
        return new.get(term, term) if isinstance(term, NamedNode) else term

    for old in sorted(new, key=str):
        where, row = places.get(old, ("levels", None))
        account.lose(where, row, "code", old.value, _ADDRESS)
    held = {(triple.subject, triple.predicate, triple.object) for triple in again.triples}
    for triple in sorted(asked, key=str):
        if (now(triple.subject), triple.predicate, now(triple.object)) not in held:
            where, row = places.get(triple.subject, (text_of(triple.subject), None))
            account.lose(where, row, _short(triple.predicate.value), text_of(triple.object), _NO_COLUMN)
    for remark in again.remarks:
        if remark.severity == "violation":
            account.lose(remark.where, remark.row, remark.column, "", f"needs a hand before it loads: {remark.message}")
    return account.not_kept


def _short(predicate: str) -> str:
    """A predicate as people write it."""
    for prefix, space in (("gt", terms.GT), ("skos", terms.SKOS), ("dcterms", terms.DCTERMS), ("rdf", terms.RDF)):
        if predicate.startswith(space):
            return f"{prefix}:{predicate.removeprefix(space)}"
    return predicate
