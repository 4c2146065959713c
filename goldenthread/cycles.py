"""Cycles in a relation, found in time linear in its steps: a hostile file may hold a chain of any length."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def cyclic(steps: Iterable[tuple[Node, Node]]) -> list[Node]:
    """The nodes that reach themselves over one step or more: the strongly connected components of more than one
    node (Kosaraju's two walks, without recursion), and the nodes that lead to themselves."""
    after: dict[Node, list[Node]] = {}
    before: dict[Node, list[Node]] = {}
    for start, end in steps:
        after.setdefault(start, []).append(end)
        before.setdefault(end, []).append(start)
    found: list[Node] = []
    seen: set[Node] = set()
    for root in reversed(_finished(after)):
        members = _reached(root, before, seen)
        if len(members) > 1 or root in after.get(root, ()):
            found.extend(members)
    return found


def _finished(after: Mapping[Node, Sequence[Node]]) -> list[Node]:
    """The nodes in the order in which a walk in depth leaves them."""
    order: list[Node] = []
    seen: set[Node] = set()
    for root in after:
        work = [] if root in seen else [(root, iter(after[root]))]
        seen.add(root)
        while work:
            node, ahead = work[-1]
            step = next((step for step in ahead if step not in seen), None)
            if step is None:
                order.append(node)
                work.pop()
            else:
                seen.add(step)
                work.append((step, iter(after.get(step, ()))))
    return order


def _reached(root: Node, before: Mapping[Node, Sequence[Node]], seen: set[Node]) -> list[Node]:
    """The nodes not seen yet that lead to `root`, itself among them; they are seen then."""
    members: list[Node] = []
    work = [root]
    while work:
        node = work.pop()
        if node not in seen:
            seen.add(node)
            members.append(node)
            work.extend(before.get(node, ()))
    return members
