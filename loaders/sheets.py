"""The one table of sheets and columns of the workbook: reading, writing, template and docs all follow it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from goldenthread.loaders import sheets_policy as policy
from goldenthread.loaders import sheets_training as training
from goldenthread.loaders.cells import folded
from goldenthread.loaders.columns import Sheet

# In the order a person fills them in.
SHEETS: Final[tuple[Sheet, ...]] = (
    policy.DATASET, policy.DOCUMENTS, policy.STATUSES, policy.GOALS, policy.PROGRAMMES, policy.STANDARDS,
    policy.LEVELS, policy.COMPETENCIES, policy.GROUPS, policy.REGIONS, policy.REQUIREMENTS, training.PROVIDERS,
    training.CURRICULA, training.MODULES, training.OFFERINGS, training.TEACHING, training.ASSESSMENTS,
    training.ASSESSING, training.CREDENTIALS, training.CERTIFYING, training.INDICATORS, training.OBSERVATIONS,
    training.MAPPINGS, training.FINDINGS, training.COMPLETENESS,
)  # fmt: skip
BY_NAME: Final[Mapping[str, Sheet]] = MappingProxyType({sheet.name: sheet for sheet in SHEETS})

# Sheets that people may add for themselves; they are read past without a word.
SILENT: Final = frozenset({"help", "readme"})


_FOLDED: Final[Mapping[str, Sheet]] = MappingProxyType({folded(sheet.name): sheet for sheet in SHEETS})


def named(name: str) -> Sheet | None:
    """The sheet that `name` means, spelled in any way."""
    return _FOLDED.get(folded(name))
