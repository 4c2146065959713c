"""A plain list of competencies, as ministries keep them: a table with a code, a name and what it stands under.

Columns are known by their headings in several spellings. Where a table has several things to a row, each with a code
of its own (area, competence, statement), they stand under each other from left to right. Columns that mean nothing
here stay as notes under their heading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from goldenthread import terms
from goldenthread.errors import TooLarge, Unreadable
from goldenthread.loaders import Context, Loaded, Loader, csvtext, frameworks, names, spelling, spreadsheets
from goldenthread.loaders.account import Account
from goldenthread.loaders.cells import Cell, matched, text_of
from goldenthread.loaders.framework import Home
from goldenthread.loaders.headings import Columns, Thing, columns
from goldenthread.loaders.rdf import basename, described, identifier
from goldenthread.loaders.spreadsheets import Grid
from goldenthread.store.rdf import Literal, NamedNode, Triple

_SEEN: Final = 10  # rows looked through for the heading


@dataclass(frozen=True)
class Lists:
    """The loader of plain lists."""

    name: str = "list"
    title: str = "a plain list of competencies (XLSX, ODS or CSV)"

    def recognises(self, content: bytes, filename: str) -> bool:
        """Whether it is a table with such a heading. A spreadsheet of no other kind counts: it is not opened yet."""
        if content.startswith(b"PK"):
            return _is_book(content, filename)
        if content.lstrip()[:1] in {b"{", b"[", b"<", b"@", b""}:
            return False
        return any(columns(line) for line in _lines(content[: spelling.HEAD], filename))

    def read(self, content: bytes, context: Context) -> Loaded:
        if len(content) > context.settings.upload_bytes:
            raise TooLarge(f"{context.filename} holds more than {context.settings.upload_bytes:,} bytes. Split it")
        account = Account()
        dataset = context.dataset or identifier(context.filename.removesuffix(".csv").removesuffix(".xlsx"))
        home = Home(context.base + dataset, dataset, basename(context.filename) or dataset)
        listing = Listing(context.base, home, account)
        for grid in _grids(content, context, account):
            listing.sheet(grid)
        if not listing.nodes:
            raise Unreadable(
                "no sheet lists competencies: a column for their code and one for their name were expected, "
                "for example code and competency",
                where=context.filename,
            )
        framework = frameworks.complete(listing.triples, context.reading(), home)
        described(framework, NamedNode(home.dataset), home.name)
        return Loaded(
            dataset, framework.triples, dict(sorted(listing.read.items())), dict(sorted(account.kept.items())),
            (*account.changed, *frameworks.changed(framework, context.filename)), account.not_kept,
            (*account.remarks, *frameworks.remarks(framework, context.filename)),
        )  # fmt: skip


LOADER: Final[Loader] = Lists()


def _lines(head: bytes, filename: str) -> Iterator[list[str]]:
    """The cells of the first lines, each by itself: a fault further on is no reason not to know the heading."""
    try:
        lines = csvtext.decoded(head, filename)[0].splitlines()[:_SEEN]
    except Unreadable:  # the bytes looked at may end within a character
        lines = head.decode("utf-8", "ignore").splitlines()[:_SEEN]
    for line in lines:
        try:
            rows, _ = csvtext.rows(line.encode("utf-8", "replace"), filename)
        except Unreadable:
            continue
        yield from rows


def _is_book(content: bytes, filename: str) -> bool:
    try:
        return spreadsheets.form_of(content, filename) in {"xlsx", "ods"}
    except Unreadable:
        return False


def _grids(content: bytes, context: Context, account: Account) -> list[Grid]:
    if content.startswith(b"PK"):
        return spreadsheets.grids(content, context, account)
    rows, rule = csvtext.rows(content, context.filename)
    if len(rows) > context.settings.sheet_rows:
        raise TooLarge(f"{context.filename} has more than {context.settings.sheet_rows:,} rows. Split it")
    if rule:
        account.change(context.filename, "", rule, len(rows))
    return [Grid(context.filename, [list(row) for row in rows])]


def _heading(grid: Grid) -> tuple[int, Columns] | None:
    """The first row that is a heading, and what its columns are."""
    for place, cells in enumerate(grid.rows[:_SEEN]):
        if found := columns([text_of(cell) for cell in cells]):
            return place, found
    return None


@dataclass
class Listing:
    """The things of a list on their way to SKOS, from which the rules make a framework."""

    base: str
    home: Home
    account: Account
    triples: dict[Triple, None] = field(default_factory=dict)
    nodes: dict[str, NamedNode] = field(default_factory=dict)
    further: dict[str, NamedNode] = field(default_factory=dict)  # by the codes that it has besides
    words: dict[tuple[NamedNode, str], str] = field(default_factory=dict)
    leaves: dict[NamedNode, tuple[str, int]] = field(default_factory=dict)
    read: Counter[str] = field(default_factory=Counter)
    held: dict[int, NamedNode] = field(default_factory=dict)  # what the last rows of a sheet were about, by its width

    def say(self, node: NamedNode, name: str, value: NamedNode | Literal) -> None:
        self.triples[Triple(node, NamedNode(name), value)] = None

    def sheet(self, grid: Grid) -> None:
        """Every row of a sheet that lists competencies; another is told."""
        found = _heading(grid)
        filled = [row for row in grid.rows if any(row)]
        if found is None:
            if filled:
                why = "no column is the code or name of a competency"
                self.account.lose(grid.name, None, None, f"{len(filled)} rows", why)
            return
        place, known = found
        self.held = {}
        later: list[tuple[int, NamedNode, str]] = []
        for number, cells in enumerate(grid.rows[place + 1 :], place + 2):
            if any(cells):
                self.row(grid.name, number, cells, known, later)
        for number, node, parent in later:
            self.under(grid.name, number, node, parent)

    def row(
        self, sheet: str, number: int, cells: Sequence[Cell], known: Columns, later: list[tuple[int, NamedNode, str]]
    ) -> None:
        texts = [text_of(cell) for cell in cells]
        said = {place: text for place, text in enumerate(texts) if text}
        above: NamedNode | None = None
        for level, thing in enumerate(known.things):
            node = self.thing(sheet, number, said, thing, last=thing is known.things[-1])
            if node is None:
                continue
            wider = above or self.carried(sheet, known.things[: level + 1])
            if wider is not None and node != wider:
                self.say(node, terms.SKOS_broader, wider)
            self.held = {**{wide: held for wide, held in self.held.items() if wide < level}, level: node}
            above = node
        if above is None:
            self.account.lose(sheet, number, None, " | ".join(said.values()), "the row names no competency")
            return
        for place in known.further:
            if place in said:
                self.further.setdefault(matched(said[place]), above)
        if known.parent is not None and known.parent in said:
            later.append((number, above, said[known.parent]))
            self.account.kept[known.headings[known.parent]] += 1
        for place, text in said.items():
            if place not in known.used:
                self.note(sheet, above, known.headings[place] if place < len(known.headings) else "", text)

    def carried(self, sheet: str, things: Sequence[Thing]) -> NamedNode | None:
        """What a row stands under that leaves the columns to its left empty, as those of merged cells are."""
        *wider, own = things
        left = [level for level, thing in enumerate(wider) if level in self.held and thing.stands_left_of(own)]
        if not left:
            return None
        self.account.change(sheet, wider[left[-1]].name, "left empty, as in merged cells: that of the row above")
        return self.held[left[-1]]

    def thing(self, sheet: str, number: int, said: dict[int, str], thing: Thing, *, last: bool) -> NamedNode | None:
        """One thing of a row, named by its code, else by its words."""
        texts = {tag: said[place] for tag, place in thing.texts.items() if place in said}
        labels = {tag: said[place] for tag, place in thing.labels.items() if place in said}
        if not labels:  # what has no name is called by its text
            labels, texts = texts, {}
        code = said.get(thing.code, "") if thing.code is not None else ""
        if not code and not labels:
            return None
        if not code:
            code = next(iter(labels.values()))
            self.account.change(sheet, thing.name, "no code in the file: its name")
        node = self.node(thing, code)
        if last and self.leaves.setdefault(node, (sheet, number)) != (sheet, number) and thing.code is not None:
            self.twice(sheet, number, code, node, labels)
        for kind, words in ((terms.SKOS_prefLabel, labels), (terms.SKOS_definition, texts)):
            for tag, text in words.items():
                self.word((sheet, number), node, kind, tag, text)
        for place in thing.places & said.keys():
            self.account.kept[thing.headings[place]] += 1
        return node

    def node(self, thing: Thing, code: str) -> NamedNode:
        key = matched(code)
        if key not in self.nodes:
            node = NamedNode(names.thing(self.base, self.home.id, "competency", self.home.id, code))
            self.nodes[key] = node
            self.read[thing.name or "competency"] += 1
            self.say(node, terms.RDF_type, NamedNode(terms.SKOS_Concept))
            self.say(node, terms.SKOS_inScheme, self.home.node)
            self.say(node, terms.SKOS_notation, Literal(code))
        return self.nodes[key]

    def word(self, place: tuple[str, int], node: NamedNode, kind: str, tag: str, text: str) -> None:
        """A name or text; where another row gave another one, the first counts."""
        if self.words.setdefault((node, kind + tag), text) != text:
            self.account.lose(*place, None, text, "an earlier row gives this code other words")
            return
        self.say(node, kind, Literal(text, language=tag) if tag else Literal(text))

    def twice(self, sheet: str, number: int, code: str, node: NamedNode, labels: dict[str, str]) -> None:
        place, row = self.leaves[node]
        same = all(self.words.get((node, terms.SKOS_prefLabel + tag)) == text for tag, text in labels.items())
        if place == sheet and not same:
            message = f"the code {code} stands on row {row} as well, with another name: give each its own"
            self.account.wrong(message, sheet, number, rule="twice")

    def under(self, sheet: str, number: int, node: NamedNode, parent: str) -> None:
        above = self.nodes.get(matched(parent)) or self.further.get(matched(parent))
        if above is None:
            message = f"no row has the code {parent[:60]}, which is named as what this stands under: add it, or mend it"
            self.account.wrong(message, sheet, number, rule="parent")
        else:
            self.say(node, terms.SKOS_broader, above)

    def note(self, sheet: str, node: NamedNode, heading: str, text: str) -> None:
        self.say(node, terms.SKOS_note, Literal(f"{heading}: {text}" if heading else text))
        self.account.kept[heading or "a column without a heading"] += 1
        self.account.change(sheet, heading, "the column has no meaning here: kept as a note under its heading")
