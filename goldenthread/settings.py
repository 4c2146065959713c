"""One frozen settings object; every limit has a name, a unit and a default, and may be set by GOLDENTHREAD_<NAME>
or in the TOML file that GOLDENTHREAD_SETTINGS names; the environment has the last word."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from goldenthread.errors import BadParameter

PREFIX = "GOLDENTHREAD_"
FILE = PREFIX + "SETTINGS"


@dataclass(frozen=True)
class Settings:
    """What an operator may choose. Sizes are bytes, times are seconds."""

    data: Path = Path("data")  # the data directory
    base: str = "https://w3id.org/goldenthread/id/"  # where minted IRIs live
    upload_bytes: int = 200_000_000  # largest file taken in, raw or unpacked
    workbook_bytes: int = 50_000_000  # largest XLSX or ODS, raw or unpacked
    zip_files: int = 200  # most files in one zip
    sheet_rows: int = 1_000_000  # most rows in one sheet
    small_count: int = 10  # counts of people under this are refused
    lock_seconds: float = 30.0  # how long a second writer waits
    keep_releases: int = 50  # old releases kept beside named ones
    keep_views: int = 20  # views of other days kept on disk
    query_characters: int = 16_384  # longest query text of a stranger
    query_nesting: int = 64  # deepest nesting of brackets in a query
    query_path_steps: int = 100  # most path steps in a query
    query_unions: int = 200  # most UNION, OPTIONAL, || and && in a query
    query_seconds: float = 10.0  # deadline of a stranger's query
    query_bytes: int = 100_000_000  # longest answer
    query_rows: int = 1_000_000  # most rows in an answer
    query_memory: int = 450_000_000  # address space of a query worker above the mapped store
    query_workers: int = 3  # worker processes for strangers' queries; all but one may be at long ones
    query_turn: float = 0.5  # how much work a query may be before it counts as long, and goes on behind others
    query_queue: int = 250  # queries that may wait for a worker
    write_seconds: float = 600.0  # deadline of an import or another write over HTTP
    write_memory: int = 2_000_000_000  # memory of a process that writes or reads a stranger's file
    write_workers: int = 2  # writes over HTTP at once, being read or waiting for the lock
    check_bytes: int = 10_000_000  # largest file that anybody may have checked
    check_seconds: float = 60.0  # deadline of a check
    check_memory: int = 700_000_000  # memory of a check
    check_workers: int = 1  # checks at once
    write_queue: int = 8  # writes or checks that may wait for a place
    answer_bytes: int = 32_000_000  # answers of /sparql that one process keeps for who asks the same again
    page_size: int = 50  # items of a list unless asked
    page_limit: int = 1000  # most items of a list
    header_seconds: float = 10.0  # a client's time for the head of a request
    header_bytes: int = 65_536  # longest head of a request, its address and trailers included
    body_seconds: float = 30.0  # a client's time for a body, beside what its least rate allows
    body_rate: int = 1_000  # least bytes a second of a body, once body_seconds are over
    send_seconds: float = 30.0  # how long an answer waits for a client that does not read it
    client_requests: int = 250  # requests of one client at work at once, in one process
    connections: int = 1_000  # connections to one process at once; more are told 503
    stop_seconds: float = 8.0  # how long a stop waits for what is in flight
    log_level: str = "info"  # debug, info, warning or error: what `serve` writes to standard error
    store: str = ""  # the query address of a SPARQL server that answers for the newest release
    store_update: str = ""  # its update address (default: as `store`, with /update for /query at the end)
    store_user: str = ""  # the name it knows us by
    store_password: str = field(default="", repr=False)  # the password for it
    store_digest: bool = False  # name and password are said by HTTP Digest, not Basic
    store_token: str = field(default="", repr=False)  # a bearer token for it, in place of name and password
    store_seconds: float = 4.0  # how long it may take for an answer, tries included
    store_write_seconds: float = 60.0  # how long it may take for one of the updates that bring a release to it
    store_tries: int = 3  # how often it is asked before it counts as out of reach
    store_rest: float = 5.0  # how long it is left alone after three failures in a row
    store_fallback: bool = False  # answer from the data directory while it is out of reach, not 503
    remote_hosts: str = ""  # hosts of other servers that imports by address may ask, by comma
    remote_credentials: str = ""  # a TOML file that says how each of them knows us
    remote_seconds: float = 120.0  # how long an import may wait for other servers, all requests together
    open_licences: str = ""  # further licences that let text be passed on, by comma: parts of their words or addresses
    unlicensed_text: bool = True  # the text of frameworks that name no licence is passed on
    open_reading: bool = True  # anybody may read; if not, reading needs a token as well
    oidc_issuer: str = ""  # an OpenID Connect issuer whose tokens are taken beside our own (extra oidc)
    oidc_audience: str = ""  # whom its tokens must be for
    oidc_roles: str = "roles"  # the claim with the roles, dots lead inside: reader, editor, admin, editor:DATASET
    oidc_leeway: float = 60.0  # how much its clock may differ from ours
    oidc_seconds: float = 4.0  # how long it may take to give its keys
    oidc_keep: float = 300.0  # how long its keys are kept
    pseudo_languages: bool = False  # offer the two made-up languages that show what of a page is not translated

    def alone(self) -> Settings:
        """The same for a process that needs no server beneath, and should know no secret of it."""
        return replace(self, store="", store_update="", store_user="", store_password="", store_token="")


def from_environment(environment: Mapping[str, str] | None = None, base: Settings | None = None) -> Settings:
    """Settings with the values of the settings file and of GOLDENTHREAD_* variables put in. Raises BadParameter
    naming the variable or the file."""
    environment = os.environ if environment is None else environment
    settings = base or Settings()
    values: dict[str, Any] = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    said = _file(environment[FILE], values.keys()) if environment.get(FILE) else {}
    for name, value in values.items():
        variable = PREFIX + name.upper()
        if variable in environment:
            values[name] = _parse(variable, environment[variable], type(value))
        elif name in said:
            values[name] = _parse(f"{name} in the settings file", said[name], type(value))
    return Settings(**values)


def _file(path: str, known: Collection[str]) -> dict[str, str]:
    """What the settings file says, as texts. Raises BadParameter, for a name that is no setting as well."""
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadParameter(f"the settings file that {FILE} names cannot be read as TOML") from error
    if strange := sorted(said.keys() - set(known)):
        raise BadParameter(f"the settings file says {strange[0]}, which is no setting")
    return {name: str(value) for name, value in said.items()}


def _parse(name: str, text: str, kind: type[Any]) -> Any:  # one of the four types a setting has
    if kind is bool:
        if text.lower() not in {"yes", "no", "true", "false", "1", "0"}:
            raise BadParameter(f"{name} must be yes or no")
        return text.lower() in {"yes", "true", "1"}
    if issubclass(kind, Path):
        return Path(text)
    try:
        return kind(text)
    except ValueError as error:
        raise BadParameter(f"{name} must be a number ({kind.__name__})") from error
