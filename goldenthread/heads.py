"""YAML, which stands in the heads of queries and of mapping tables. Home of yaml."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml

from goldenthread.errors import Unreadable

LONGEST = 200_000  # characters of a head; a larger one is no head
Value = str | list["Value"] | dict[str, "Value"]


class _Loader(yaml.BaseLoader):
    """Plain values as text, and no name twice, of which one would go unsaid."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """A mapping. Raises ConstructorError, with its place, for a name that stands twice."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    problem = f"{key.value[:60]} stands twice"
                    raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def parse(text: str, where: str = "", *, row: int = 0) -> dict[str, Value]:
    """The mapping that `text` says, every plain value as the text it is written as; nothing for an empty one.
    `row` is the line before its first. Raises Unreadable with the place of the fault."""
    if len(text) > LONGEST:
        raise Unreadable(f"the head has more than {LONGEST:,} characters. Shorten it", where=where)
    try:
        found = yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 + row if error.problem_mark else None
        raise Unreadable(f"the head is not YAML: {error.problem}. Mend it there", where=where, row=line) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Unreadable("the head is not YAML that can be read. Mend it", where=where) from error
    if not found:
        return {}
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise Unreadable("the head must say one name and value a line, such as license: …", where=where, row=row + 1)
    return found


def text(values: dict[str, Value], name: str) -> str:
    """A value that is plain text; empty where it is not said or is a list or mapping."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def texts(values: dict[str, Value], name: str) -> dict[str, str]:
    """A value that maps names to plain text; whatever is neither is left out."""
    value = values.get(name)
    return {key: one for key, one in value.items() if isinstance(one, str)} if isinstance(value, dict) else {}
