"""The reference framework in two editions, and how a whole country is matched to the newer one."""

from __future__ import annotations

from collections.abc import Sequence

from bench.pen import Pen
from bench.workbooks import Workbook

FRAME = "frame"  # the id of its dataset
EDITION, FORMER = "FRAME", "FRAME-OLD"
ASPECTS = 6
RANKS = ("basic", "able", "leading")
CELLS = tuple(f"F{aspect}.{level}" for aspect in range(1, ASPECTS + 1) for level in RANKS)
FORMER_CELLS = CELLS[: 2 * len(RANKS)]


def frame() -> Workbook:
    """Both editions: aspects by levels, each cell a competency; the older one has fewer aspects."""
    book = Workbook(FRAME)
    book.add("dataset", id=FRAME, title="A reference framework (fictional)", fictional="yes", languages="en")
    for rank, level in enumerate(RANKS, 1):
        book.add("levels", scheme="FL", code=level, rank=str(rank), label=level.capitalize())
    for code, version, replaced, cells in ((FORMER, "1", "", FORMER_CELLS), (EDITION, "2", FORMER, CELLS)):
        book.add(
            "standards", code=code, label=f"Reference framework {version}", kind="reference", version=version,
            replaces=replaced, level_scheme="FL",
        )  # fmt: skip
        _fill(book, code, cells)
    return book


def _fill(book: Workbook, standard: str, cells: Sequence[str]) -> None:
    for aspect in dict.fromkeys(code.partition(".")[0] for code in cells):
        book.add("competencies", code=aspect, standard=standard, label=f"Aspect {aspect}", kind="domain")
    for code in cells:
        aspect, _, level = code.partition(".")
        book.add(
            "competencies", code=code, standard=standard, label=f"{code}, what it asks", parent=f"{standard}/{aspect}",
            level=level,
        )  # fmt: skip
        book.add(
            "competencies", code=f"{code}.1", standard=standard, label=f"{code}, what it looks like", kind="indicator",
            parent=f"{standard}/{code}", level=level,
        )  # fmt: skip


def cell(code: str, edition: str = EDITION) -> str:
    """A cell as another dataset refers to it."""
    return f"{FRAME}:{edition}/{code}"


def match(pen: Pen, competencies: Sequence[str]) -> None:
    """Matches each competency, and each cell at least once; some of the competencies have no counterpart."""
    dealt = pen.random.sample(CELLS, len(CELLS))
    for place, code in enumerate(competencies):
        found = dealt[place :: len(competencies)]
        if not found and pen.random.random() < 0.1:
            pen.book.add("mappings", subject=code, predicate="none", reference=f"{FRAME}:{EDITION}", **pen.claim)
            continue
        for one in found or [pen.random.choice(CELLS)]:
            predicate = pen.random.choice(("exact", "close", "broad"))
            pen.book.add(
                "mappings", subject=code, predicate=predicate, object=cell(one), confidence="0.8", **pen.claim
            )  # fmt: skip
