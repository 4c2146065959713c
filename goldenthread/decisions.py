"""Decisions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.edits import Change
from goldenthread.settings import Settings


def decide(dataset: str, said: Any, settings: Settings, time: datetime) -> tuple[Change, str]:
    raise NotImplementedError
