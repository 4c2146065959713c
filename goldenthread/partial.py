"""A change given as a small workbook: only the rows that change, laid over those that a dataset has."""

from __future__ import annotations

from goldenthread.edits import Edit, Said, Source
from goldenthread.errors import BadParameter, NotFound, Refused, Remark
from goldenthread.loaders import Context, Lost, overlay
from goldenthread.settings import Settings
from goldenthread.sources import recognise, triples_of
from goldenthread.store import Store


def rows(source: Source, settings: Settings) -> Edit:
    """The edit that the rows of `source` make. Raises BadParameter for what is no workbook, Unreadable and TooLarge;
    the edit raises NotFound where there is no such dataset, and Refused with every remark."""
    loader = recognise(source.content, source.filename, source.form)
    if loader.name != "workbook":
        raise BadParameter("only a workbook can hold the rows that change; load other files whole")
    context = Context(settings.base, source.dataset, source.filename, settings)
    dataset = overlay.dataset_of(source.content, context)

    def change(store: Store, _: Store) -> Said:
        before = triples_of(store, dataset, settings.base)
        if not before:
            raise NotFound(f"there is no dataset {dataset} whose rows could change; load it whole first")
        loaded = overlay.laid_over(source.content, before, dataset, context)
        remarks = (*loaded.remarks, *map(_strange, loaded.not_kept))
        if any(remark.severity == "violation" for remark in remarks):
            raise Refused(remarks)
        return {dataset: loaded.triples}

    held = Source(source.content, source.filename, dataset, "workbook")
    return Edit(held, f"rows of {dataset} from {source.filename}", change)


def _strange(lost: Lost) -> Remark:
    """A value of a change that was not understood: in so small a file it is a mistake."""
    return Remark("violation", f"this is not understood: {lost.why}", lost.where, lost.row, lost.column)
