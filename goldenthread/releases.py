"""Releases: the one road for every write. A branch is made, changed, and published by one rename."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

from goldenthread import catalogue, derived, difference, disk, sources
from goldenthread.archive import Archive, Clock
from goldenthread.branch import Branch, Writer
from goldenthread.catalogue import Version
from goldenthread.edits import Edit, Source
from goldenthread.errors import BadParameter, Conflict, Forbidden, NotFound, Refused
from goldenthread.publication import Publication
from goldenthread.publisher import Publisher
from goldenthread.settings import Settings
from goldenthread.shelf import NAMES, Facts, Release
from goldenthread.sources import Checked
from goldenthread.store.embedded import in_memory
from goldenthread.store.triples import Triples

__all__ = ["Edit", "Facts", "Publication", "Release", "Releases", "Source", "Version"]

SHIPPED = "shipped data"  # the agent of the data that comes with the house


class Releases(Archive):
    """The releases of one data directory, for reading and writing. `on_step` is told each step of a publish."""

    def __init__(self, settings: Settings, clock: Clock, on_step: Callable[[str], None] = lambda _: None) -> None:
        super().__init__(settings, clock)
        self._publisher = Publisher(self._shelf, settings, on_step)

    def propose(
        self,
        content: bytes,
        *,
        filename: str,
        dataset: str | None = None,
        form: str = "auto",
        dry_run: bool = False,
        agent: str = "command line",
        only: Sequence[str] = (),
    ) -> Publication:
        """Takes one file in as the new version of its dataset and publishes it (or, on a dry run, tells what
        would happen). `only` names the datasets that may be written, none of them all. Raises Refused with every
        remark, Forbidden, and what `sources.check` raises."""
        file = Source(content, filename, dataset, form)
        return self.propose_all([file], dry_run=dry_run, agent=agent, only=only)[0]

    def propose_all(
        self,
        files: Sequence[Source],
        *,
        dry_run: bool = False,
        agent: str = "command line",
        only: Sequence[str] = (),
    ) -> tuple[Publication, ...]:
        """Takes files in together: all or none, in one release."""
        checks = [self._checked(file, only) for file in files]
        names = [checked.loaded.dataset for checked in checks]
        if len(set(names)) < len(names):
            raise Conflict("two of the files hold the same dataset; load them one after the other")
        with self._room(dry_run) as facts:
            taken = [(file, checked, self._held(checked, facts)) for file, checked in zip(files, checks, strict=True)]
            fresh = [checked.loaded.dataset for _, checked, held in taken if held is None]
            if facts is not None and not fresh:
                return tuple(_unchanged(checked, held, dry_run) for _, checked, held in taken if held is not None)
            writer = Writer(agent, self.clock(), f"import of {', '.join(fresh)}")
            with self._publisher.branch(facts, writer, dry_run=dry_run) as new:
                accounts = self._taken(new, taken, dry_run)
                del checks, taken  # what was read is in the branch; to derive from it needs the room
                return self._publisher.publish(new, accounts, dry_run=dry_run)

    def edit(
        self, edit: Edit, *, dry_run: bool = False, agent: str = "command line", only: Sequence[str] = ()
    ) -> tuple[Publication, ...]:
        """Publishes what an edit makes of the datasets it touches: all or none, in one release. Raises Refused,
        Forbidden, and what the edit raises."""
        with self._room(dry_run) as facts:
            edit.condition(facts.datasets if facts else {})
            writer = Writer(agent, self.clock(), edit.what)
            with self._publisher.branch(facts, writer, dry_run=dry_run) as new:
                before = self._shelf.open_own(facts.number).store if facts else in_memory()
                wanted = edit.change(new.store, before)
                said = sorted((name, held) for name, held in wanted.items() if held is not None or name in new.datasets)
                _reach((dataset for dataset, _ in said), only)
                checks = {
                    dataset: sources.of_triples(dataset, triples, edit.source.form, self.settings)
                    for dataset, triples in said
                    if triples is not None
                }
                if any(checked.refused for checked in checks.values()):
                    raise Refused([remark for checked in checks.values() for remark in checked.remarks])
                accounts = [self._become(new, edit.source, name, checks.get(name), dry_run) for name, _ in said]
                if not any(account.changed for account in accounts):
                    return tuple(accounts)
                return self._publisher.publish(new, accounts, dry_run=dry_run)

    def remove(self, dataset: str, agent: str = "command line", *, dry_run: bool = False) -> Publication:
        """Publishes a release without `dataset`. Raises NotFound."""
        with self._room(dry_run) as facts:
            if facts is None or dataset not in facts.datasets:
                raise NotFound(f"there is no dataset {dataset}")
            writer = Writer(agent, self.clock(), f"removal of {dataset}")
            with self._publisher.branch(facts, writer, dry_run=dry_run) as new:
                return self._publisher.publish(new, [self._removed(new, dataset, dry_run)], dry_run=dry_run)[0]

    def undo(self, agent: str = "command line", *, dry_run: bool = False) -> Publication:
        """Publishes the state before the newest release as a new release; undoing again goes back further.
        Raises Conflict where there is nothing before it."""
        with self._room(dry_run) as facts:
            target = self._previous(facts)
            older = self._shelf.open_own(target.number)
            writer = Writer(agent, self.clock(), f"return to release {target.number}")
            with self._publisher.branch(facts, writer, dry_run=dry_run) as new:
                moved = new.adopt(target.datasets, older.store)
                change = difference.between(
                    [triple for dataset in moved for triple in self._said(facts, dataset)],
                    [triple for dataset in moved for triple in self._said(target, dataset)],
                    limit=self.settings.page_limit,
                )
                account = Publication(None, None, None, new.number, True, dry_run, difference=change)
                return self._publisher.publish(new, [account], restores=target.number, dry_run=dry_run)[0]

    def prepare(self, agent: str = SHIPPED) -> None:
        """Makes the first release where there is none, and renews what is derived where the shipped vocabulary,
        shapes or queries changed."""
        with self._publisher.writing() as facts:
            if facts is None or facts.rules != derived.rules():
                with self._publisher.branch(
                    facts, Writer(agent, self.clock(), "the vocabulary and rules as shipped")
                ) as new:
                    self._publisher.publish(new, [])

    def load_shipped(self) -> tuple[Publication, ...]:
        """Loads the shipped data that is not there yet, in one release. A dataset that somebody else loaded,
        changed or removed is left alone."""
        store = None if self._shelf.current() is None else self.release().store
        files = []
        for folder in sources.shipped():
            source = Source(*sources.content_of(folder), dataset=folder.name)
            past = () if store is None else catalogue.versions(store, folder.name, self.settings.base)
            if not past or (past[-1].agent == SHIPPED and past[-1].sha256 != source.sha256):
                files.append(source)
        return self.propose_all(files, agent=SHIPPED) if files else ()

    def prune(self, keep: int | None = None) -> tuple[int, ...]:
        """Removes all but the newest `keep` releases and the named ones; returns the numbers removed."""
        with self._publisher.writing():
            return self._publisher.prune(self.settings.keep_releases if keep is None else keep)

    def name(self, number: int, name: str) -> None:
        """Names a release, which keeps it from being pruned. Raises NotFound, and Conflict for a name in use."""
        if not name.strip() or len(name) > 100:
            raise BadParameter("a release's name has 1 to 100 characters")
        with self._publisher.writing():
            self._shelf.facts(number)
            names = self._shelf.names()
            if names.get(name, number) != number:
                raise Conflict(f"release {names[name]} has this name already")
            content = json.dumps(names | {name: number}, indent=1, ensure_ascii=False, sort_keys=True)
            disk.write(self.settings.data / NAMES, content.encode())

    # Steps of the verbs above

    def _room(self, dry_run: bool) -> AbstractContextManager[Facts | None]:
        return self._publisher.looking() if dry_run else self._publisher.writing()

    def _checked(self, file: Source, only: Sequence[str]) -> Checked:
        checked = sources.check(
            file.content, filename=file.filename, form=file.form, dataset=file.dataset, settings=self.settings,
            profile=file.profile, heard=file.heard,
        )  # fmt: skip
        if checked.refused:
            raise Refused(checked.remarks)
        _reach([checked.loaded.dataset], only)
        return checked

    def _taken(
        self, new: Branch, taken: Iterable[tuple[Source, Checked, Version | None]], dry_run: bool
    ) -> Sequence[Publication]:
        """Takes into a branch what is not held as it is."""
        accounts = [
            (self._apply(new, file, checked, dry_run) if held is None else _unchanged(checked, held, dry_run), checked)
            for file, checked, held in taken
        ]
        return [self._followed(new, account, checked) for account, checked in accounts]

    def _held(self, checked: Checked, facts: Facts | None) -> Version | None:
        """The current version, if it says these very triples: a workbook merely saved again is no news."""
        version = facts.datasets.get(checked.loaded.dataset) if facts else None
        if version is None or self._said(facts, version.dataset) != checked.loaded.triples:
            return None
        return version

    def _said(self, facts: Facts | None, dataset: str) -> Triples:
        """What `dataset` says in a release; nothing where it is not there."""
        if facts is None or dataset not in facts.datasets:
            return Triples()
        store = self._shelf.open_own(facts.number).store
        return sources.triples_of(store, dataset, self.settings.base)

    def _apply(self, new: Branch, file: Source, checked: Checked, dry_run: bool) -> Publication:
        loaded = checked.loaded
        change = difference.between(
            self._said(new.before, loaded.dataset), loaded.triples, limit=self.settings.page_limit
        )
        version = new.put(checked, file.filename, file.sha256)
        return replace(
            _account(checked), id=None if dry_run else version.id, version=version.version, release=new.number,
            changed=True, dry_run=dry_run, difference=change,
        )  # fmt: skip

    def _become(self, new: Branch, source: Source, dataset: str, checked: Checked | None, dry_run: bool) -> Publication:
        """Makes a dataset say what was checked, or takes it out."""
        current = new.datasets.get(dataset)
        if checked is None:
            return self._removed(new, dataset, dry_run)
        if current and self._said(new.before, dataset) == checked.loaded.triples:
            return _unchanged(checked, current, dry_run)
        return self._apply(new, source, checked, dry_run)

    def _removed(self, new: Branch, dataset: str, dry_run: bool) -> Publication:
        gone = self._said(new.before, dataset)
        new.drop(dataset)
        change = difference.between(gone, (), limit=self.settings.page_limit)
        return Publication(None, dataset, None, new.number, True, dry_run, difference=change)

    def _followed(self, new: Branch, account: Publication, checked: Checked) -> Publication:
        """The account with a warning for each reference that leads nowhere once all files are in."""
        lost = sources.unresolved(checked.loaded, self.settings.base, new.store)
        return replace(account, report=account.report + lost)

    def _previous(self, facts: Facts | None) -> Facts:
        """The release to return to: the one before the newest, or before the one it returned to."""
        while facts is not None and facts.restores is not None:
            facts = self._shelf.facts(facts.restores)
        if facts is None or facts.previous is None:
            raise Conflict("there is no earlier release to return to")
        return self._shelf.facts(facts.previous)


def _reach(datasets: Iterable[str], only: Sequence[str]) -> None:
    """Raises Forbidden where a dataset is none of those that may be written."""
    if only and not set(datasets) <= set(only):
        raise Forbidden(f"this may write {', '.join(sorted(only))} and nothing else")


def _account(checked: Checked) -> Publication:
    loaded = checked.loaded
    return Publication(
        None, loaded.dataset, None, None, False, False, checked.loader, loaded.read, loaded.kept, loaded.changed,
        loaded.not_kept, checked.remarks,
    )  # fmt: skip


def _unchanged(checked: Checked, version: Version, dry_run: bool) -> Publication:
    account = _account(checked)
    return replace(account, id=version.id, version=version.version, release=version.release, dry_run=dry_run)
