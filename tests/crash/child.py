"""A writer that dies: loads one file and kills itself, as no handler can stop, when the step named is done.

`python -m tests.crash.child DATA STEP VALUE` prints "acknowledged" if it lives to tell.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from unittest import mock

from goldenthread import sources
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.conftest import now
from tests.plain import Plain, source


def main(data: str, step: str, value: str) -> None:
    def die(done: str) -> None:
        if done == step:
            os.kill(os.getpid(), signal.SIGKILL)

    with mock.patch.object(sources, "LOADERS", (Plain(),)):
        Releases(Settings(data=Path(data)), now, die).propose(source("a", value), filename="a.plain")
    sys.stdout.write("acknowledged")


if __name__ == "__main__":
    main(*sys.argv[1:])
