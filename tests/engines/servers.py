"""SPARQL servers that tests start on loopback, each with an empty store, gone at the end."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goldenthread.store.wire import Address

VIRTUOSO = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {server}
ServerThreads = 10
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""
GRANT = 'GRANT SPARQL_UPDATE TO "SPARQL";\nGRANT EXECUTE ON DB.DBA.L_O_LOOK TO "SPARQL";\n'


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Returns once something answers at `url`."""
    for _ in range(600):
        assert process.poll() is None, "the server has ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            try:
                process.wait(0.1)
            except subprocess.TimeoutExpired:
                continue
    raise AssertionError("the server did not come up")


@contextmanager
def running(command: list[str], url: str) -> Iterator[subprocess.Popen[bytes]]:
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        try:
            wait_for(url, process)
            yield process
        finally:
            process.kill()


@contextmanager
def oxigraph(port: int | None = None, *words: str) -> Iterator[Address]:
    """`oxigraph serve` from its wheel, in memory."""
    port = port or free_port()
    root = f"http://127.0.0.1:{port}"
    binary = str(Path(sys.executable).parent / "oxigraph")
    with running([binary, "serve", "--bind", f"127.0.0.1:{port}", *words], root):
        yield Address(f"{root}/query", f"{root}/update")


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[Address]:
    """Debian's Virtuoso 7, with an update right for whoever asks on loopback; it gives at most `rows`."""
    server, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO.format(folder=folder, server=server, http=http, rows=rows))
    url = f"http://127.0.0.1:{http}/sparql"
    command = ["virtuoso-t", "+configfile", str(ini), "+foreground"]
    with running(command, url):
        subprocess.run(
            ["isql-vt", f"127.0.0.1:{server}", "dba", "dba"], input=GRANT.encode(), check=True, timeout=60,
            stdout=subprocess.DEVNULL, env=os.environ | {"HOME": str(folder)},
        )  # fmt: skip
        yield Address(url, url, seconds=20.0)
