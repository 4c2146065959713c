"""`demo` and `serve`: the service, for people and machines at the same addresses."""

from __future__ import annotations

import argparse
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from goldenthread import lifeline, logs
from goldenthread import settings as options
from goldenthread.cli.desk import Commands, Desk, command, now, positive
from goldenthread.errors import BadParameter
from goldenthread.releases import Releases
from goldenthread.settings import Settings

if TYPE_CHECKING:  # no other command waits for a web server to be imported
    from fastapi import FastAPI

_ARENAS = -8  # M_ARENA_MAX of mallopt(3)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """`demo` and `serve`."""
    demo = command(
        commands, "demo", "load the shipped data where it is not there yet, and serve it",
        more="Starting again is quick and loads nothing twice.", examples=["demo", "demo --port 8080"],
    )  # fmt: skip
    serve = command(
        commands, "serve", "serve the data directory to browsers and programs",
        examples=["serve --data /srv/goldenthread --port 80 --host 0.0.0.0 --workers 4"],
    )  # fmt: skip
    for one in (demo, serve):
        one.add_argument("--host", default="127.0.0.1", help="the address to listen at (default: 127.0.0.1)")
        one.add_argument(
            "--port", type=int, default=8000, help="the port to listen at (default: 8000; 0: any free one)"
        )
    serve.add_argument("--workers", type=positive, default=1, metavar="N", help="how many processes (default: 1)")
    serve.add_argument(
        "--store", metavar="URL", help="a SPARQL server to answer for the newest release (default: GOLDENTHREAD_STORE)"
    )
    demo.set_defaults(run=_demo, workers=1)
    serve.set_defaults(run=_serve)


def _demo(desk: Desk, given: argparse.Namespace) -> int:
    with desk.working("loading the shipped data"):
        releases = desk.releases()
        releases.prepare()
        told = releases.load_shipped()
    if told:
        desk.err.print(f"loaded {', '.join(str(one.dataset) for one in told)}", markup=False)
    desk.settings = replace(desk.settings, log_level="warning")  # people sit at it
    return _listen(desk, given)


def _serve(desk: Desk, given: argparse.Namespace) -> int:
    if given.store is not None:
        desk.settings = replace(desk.settings, store=given.store)
        os.environ[options.PREFIX + "STORE"] = given.store  # how each process learns it
    with desk.working("looking after the data directory"):
        releases = desk.releases()
        releases.prepare()
        releases.tend()
    return _listen(desk, given)


def _listen(desk: Desk, given: argparse.Namespace) -> int:
    """Serves until it is stopped; the address is printed once requests can come in."""
    bound = _bound(given.host, given.port)
    host, port = bound.getsockname()[:2]
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    with bound, suppress(KeyboardInterrupt):  # being stopped is how serving ends
        if given.workers == 1:
            _serve_here(desk, bound, address)
        else:
            _serve_in_processes(desk, bound, address, given.workers)
    return 0


def _serve_here(desk: Desk, bound: socket.socket, address: str) -> None:
    import uvicorn

    class Announced(uvicorn.Server):
        """A server that says where it is once it can be asked."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                _announce(desk, address)

    Announced(uvicorn.Config(_application(desk.settings), **_ways(desk.settings))).run(sockets=[bound])


def _serve_in_processes(desk: Desk, bound: socket.socket, address: str, workers: int) -> None:
    import uvicorn
    from uvicorn.supervisors import Multiprocess

    os.environ[options.PREFIX + "DATA"] = str(desk.settings.data)  # how each process learns it
    here = f"{__name__}:{application.__name__}"
    config = uvicorn.Config(here, factory=True, workers=workers, **_ways(desk.settings))
    with TemporaryDirectory(prefix="goldenthread-") as shared:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared  # the counts of all processes together
        bound.listen()  # who comes before the processes are up waits for them
        _announce(desk, address)
        Multiprocess(config, sockets=[bound]).run()


def _ways(settings: Settings) -> dict[str, Any]:
    """How the server behaves: it logs as we do, and a stop waits for what is in flight, but not for ever."""
    from goldenthread.cli.punctual import Punctual

    return {
        "http": Punctual, "ws": "none", "loop": "uvloop", "limit_concurrency": settings.connections,
        "log_config": None, "access_log": False, "timeout_graceful_shutdown": max(1, round(settings.stop_seconds)),
    }  # fmt: skip


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Said to be TCP, or answers of two parts wait 40 ms for an acknowledgement: asyncio sets TCP_NODELAY only then.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        bound.close()
        raise BadParameter(f"{host}:{port} cannot be listened at ({error}); choose another with --port") from error
    bound.set_inheritable(True)
    return bound


def _announce(desk: Desk, address: str) -> None:
    desk.answer({"address": address}, lambda: desk.say(f"Golden Thread is at {address}  (stop with Ctrl-C)"), line=True)
    desk.out.file.flush()


def _keep_little() -> None:
    """Has the threads of the process share what memory is freed: else each keeps its own, and a service that is left
    running grows for hours. Where the C library has no such setting, nothing."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):
        libc.mallopt(_ARENAS, 2)


def application() -> FastAPI:
    """The application of one process among several; its settings come from the environment."""
    if (parent := multiprocessing.parent_process()) is not None and parent.pid is not None:
        lifeline.tie(parent.pid, signal.SIGTERM)
    return _application(options.from_environment())


def _application(settings: Settings) -> FastAPI:
    from goldenthread.api.app import create_app

    _keep_little()
    logs.install(sys.stderr, settings.log_level)
    return create_app(Releases(settings, now), settings)
