"""The command line: what each command answers, in JSON and for people, and how it fails."""

from __future__ import annotations

import io
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from goldenthread import disk, sources
from goldenthread.cli import main, measuring
from goldenthread.cli.desk import Desk
from goldenthread.cli.program import parser
from goldenthread.releases import Releases
from goldenthread.settings import Settings
from tests.plain import Plain, source

Run = Callable[..., Any]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LOADERS", (Plain(),))


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a fresh data directory; returns its status and its JSON."""

    def run(*words: str, status: int = 0) -> Any:  # any JSON value
        assert main([*words, "--data", str(tmp_path / "data"), "--json"]) == status
        return json.loads(capfd.readouterr().out)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., str]:
    """Writes a plain file; returns its path."""

    def write(dataset: str, *values: str, lines: tuple[str, ...] = ()) -> str:
        path = tmp_path / f"{dataset}.plain"
        path.write_bytes(source(dataset, *values, lines=lines))
        return str(path)

    return write


Write = Callable[..., str]
use_plain = pytest.mark.usefixtures("plain")


# Files in


@use_plain
def test_files_loaded_together_make_one_release(run: Run, write: Write) -> None:
    told = run("load", write("a", "one"), write("b", "two"))
    assert [(one["dataset"], one["release"], one["changed"]) for one in told] == [("a", 1, True), ("b", 1, True)]


@use_plain
def test_a_dry_run_stores_nothing(run: Run, write: Write) -> None:
    (told,) = run("load", write("a", "one"), "--dry-run")
    assert (told["dry_run"], told["difference"]["added"]) == (True, 1)
    assert run("releases") == []


@use_plain
def test_a_refused_file_is_reported_and_fails(write: Write, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["load", write("a", lines=("! no such level",)), "--data", str(tmp_path)]) == 1
    out, err = capfd.readouterr()
    assert "no such level" in out
    assert err == "goldenthread: no such level\n"


@use_plain
def test_check_says_what_is_wrong_without_a_store(run: Run, write: Write, tmp_path: Path) -> None:
    good = run("check", write("a", "one", lines=("? lost",)))
    assert (good["accepted"], good["dataset"], len(good["not_kept"])) == (True, "a", 1)
    bad = run("check", write("b", lines=("! no", "! nor that")), status=1)
    assert [line["message"] for line in bad["report"]] == ["no", "nor that"]
    assert not (tmp_path / "data").exists()


@use_plain
def test_one_dataset_goes_with_one_file(write: Write, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["load", write("a"), write("b"), "--dataset", "a"]) == 1
    assert "one file" in capfd.readouterr().err


# Releases


@use_plain
def test_the_history_is_told_newest_first(run: Run, write: Write) -> None:
    run("load", write("a", "one"))
    run("load", write("a", "two"))
    told = run("releases", "--name", "1", "as cited")
    assert [(one["number"], one["name"], one["what"]) for one in told] == [
        (2, None, "import of a"),
        (1, "as cited", "import of a"),
    ]


@use_plain
def test_undo_and_diff(run: Run, write: Write) -> None:
    run("load", write("a", "one"))
    run("load", write("a", "two"))
    change = run("diff", "a")
    assert (change["from"], change["to"], change["changed"]) == (1, 2, 1)
    assert change["items"][0] | {"subject": "", "predicate": ""} == {
        "kind": "changed", "subject": "", "predicate": "", "before": "one", "after": "two",
    }  # fmt: skip
    assert run("undo")["release"] == 3
    assert run("diff", "a", "--from", "2", "--to", "1")["items"][0]["after"] == "one"


@use_plain
def test_prune_keeps_the_newest(run: Run, write: Write) -> None:
    for value in ("one", "two", "three"):
        run("load", write("a", value))
    assert run("prune", "--keep", "1") == {"removed": [1, 2]}


# Files out


@use_plain
@pytest.mark.parametrize("form", ["nq", "ttl", "nt", "jsonld", "rdf"])
def test_an_export_holds_the_dataset(run: Run, write: Write, tmp_path: Path, form: str) -> None:
    run("load", write("a", "one"))
    path = tmp_path / f"out.{form}"
    assert run("export", "a", "--format", form, "-o", str(path))["bytes"] == path.stat().st_size
    assert b"http://example.org/says" in path.read_bytes() or b"says" in path.read_bytes()


@use_plain
def test_an_earlier_version_can_be_exported_to_the_screen(
    run: Run, write: Write, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run("load", write("a", "one"))
    run("load", write("a", "two"))
    assert main(["export", "a", "--format", "nq", "--version", "1", "--data", str(tmp_path / "data")]) == 0
    assert '"one"' in capfd.readouterr().out


def test_a_template_can_be_checked_as_it_is(run: Run, tmp_path: Path) -> None:
    path = str(tmp_path / "np.xlsx")
    assert run("template", "--country", "np", "-o", path)["file"] == path
    assert run("check", path)["dataset"] == "np"


def test_an_export_to_a_workbook_loads_again(
    shipped: Releases, run: Run, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "np.xlsx")
    assert main(["export", "np", "--format", "xlsx", "-o", path, "--data", str(shipped.settings.data)]) == 0
    assert capfd.readouterr().out == f"{path}: version 1 of np\n"
    assert run("check", path)["accepted"]


# Answers


@pytest.fixture
def ask(shipped: Releases, capfd: pytest.CaptureFixture[str]) -> Run:
    """Asks the shipped data; returns the JSON."""

    def ask(*words: str) -> Any:  # any JSON value
        assert main([*words, "--data", str(shipped.settings.data), "--json", "--as-of", "2026-11-24"]) == 0
        return json.loads(capfd.readouterr().out)

    return ask


def test_gaps_are_filtered_and_counted(ask: Run) -> None:
    told = ask("gaps", "--country", "XA", "--status", "open", "--limit", "3")
    assert (told["as_of"], len(told["items"])) == ("2026-11-24", 3)
    assert told["total"] == told["counts"]["open"] > 3
    assert {gap["status"] for gap in told["items"]} == {"open"}
    assert {"iri", "type", "title", "focus", "message", "remedy", "first_seen"} <= told["items"][0].keys()
    assert {gap["country"] for gap in told["items"]} == {"xa"}
    further = ask(*shlex.split(told["next"])[1:])
    assert [gap["iri"] for gap in further["items"]] != [gap["iri"] for gap in told["items"]]
    assert ask("gaps", "--type", "G18", "--limit", "1000")["next"] is None
    assert ask("gaps", "--type", "g18")["total"] == ask("gaps", "--type", "G18")["total"] > 0


@pytest.mark.parametrize(
    ("words", "says"),
    [(["--type", "G99"], "type must be of G01"), (["--stage", "moon"], "stage must be of"),
     (["--country", "zz"], "nothing is said of that IRI")],
)  # fmt: skip
def test_a_filter_by_what_there_is_not_fails(
    shipped: Releases, capfd: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main(["gaps", *words, "--data", str(shipped.settings.data)]) == 1
    assert says in capfd.readouterr().err


def test_a_thread_is_followed_by_code(ask: Run) -> None:
    told = ask("trace", "xa:G1")
    assert told["focus"]["code"] == "G1"
    assert {"programme", "competency", "module"} <= {node["stage"] for node in told["nodes"]}
    assert {"source", "target", "relation", "evidence"} <= told["links"][0].keys()
    assert set(told) == {"focus", "as_of", "release", "status", "why", "nodes", "links", "breaks"}
    broken = ask("trace", "xa:G8")["breaks"][0]
    assert set(broken) == {"gap", "type", "stage", "focus", "status", "message", "remedy"}


def test_questions_are_listed_and_answered(ask: Run) -> None:
    assert {"A1", "A2", "versions"} <= {one["name"] for one in ask("question")}
    told = ask("question", "versions", "dataset=https://w3id.org/goldenthread/id/np")
    assert [(row["number"], row["format"]) for row in told["rows"]] == [("1", "workbook")]


@pytest.mark.parametrize(
    "words",
    [
        ["gaps", "--country", "np"],
        ["trace", "xa:G1"],
        ["question"],
        ["releases"],
        ["token", "list"],
    ],
)
def test_people_get_a_table(shipped: Releases, capfd: pytest.CaptureFixture[str], words: list[str]) -> None:
    assert main([*words, "--data", str(shipped.settings.data)]) == 0
    out, err = capfd.readouterr()
    assert len(out.splitlines()) > 1
    assert err == ""


# Tokens


def test_a_new_token_stands_alone_on_the_last_line(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["token", "create", "--dataset", "np", "--days", "9", "--data", str(tmp_path)]) == 0
    text = capfd.readouterr().out.splitlines()[-1]
    assert text.startswith("gt_")
    assert text not in (tmp_path / "tokens.json").read_text()


def test_a_token_is_listed_and_revoked(run: Run) -> None:
    made = run("token", "create", "--role", "admin", "--note", "nightly")
    assert [one["id"] for one in run("token", "list")] == [made["id"]]
    assert run("token", "revoke", made["id"])["revoked"]


# Failing


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["load", "nowhere.xlsx"], "there is no file nowhere.xlsx"),
        (["gaps"], "nothing has been loaded yet"),
        (["gaps", "--release", "3"], "nothing has been loaded yet"),
        (["undo"], "there is no earlier release"),
        (["question", "Z9"], "there is no question Z9"),
        (["export", "np", "--format", "doc"], "the format must be one of"),
        (["releases", "--name", "x", "y"], "named by its number"),
        (["token", "revoke", "0"], "there is no token"),
        (["template", "--country", "qqq"], "country must be"),
        (["serve", "--port", "99999"], "choose another with --port"),
    ],
)
def test_a_failure_is_one_plain_line(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    assert main([*words, "--data", str(tmp_path / "data")]) == 1
    out, err = capfd.readouterr()
    assert says in err
    assert (out, err.count("\n")) == ("", 1)


def test_a_taken_port_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["serve", "--port", str(taken.getsockname()[1]), "--data", str(tmp_path)]) == 1
    assert "choose another with --port" in capfd.readouterr().err


def test_an_output_that_cannot_be_written_is_told(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "-o", str(tmp_path / "no" / "where.xlsx")]) == 1
    assert "No such file" in capfd.readouterr().err


@pytest.mark.parametrize("words", [[], ["gaps", "--as-of", "yesterday"], ["prune", "--keep", "0"], ["nothing"]])
def test_misuse_is_told_with_the_usage(capfd: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(words)
    assert stopped.value.code == 2
    assert capfd.readouterr().err.startswith("usage: goldenthread")


def commands() -> Iterator[list[str]]:
    """Every command there is, from the parser itself."""

    def below(held: Any, words: list[str]) -> Iterator[list[str]]:  # argparse names no type for it
        nested = [action for action in held._actions if hasattr(action, "choices") and isinstance(action.choices, dict)]
        if not nested:
            yield words
        for action in nested:
            for name, command in action.choices.items():
                yield from below(command, [*words, name])

    yield from below(parser(), [])


@pytest.mark.parametrize("words", [*commands()], ids=" ".join)
def test_each_command_explains_itself(capfd: pytest.CaptureFixture[str], words: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([*words, "--help"])
    assert stopped.value.code == 0
    out = capfd.readouterr().out
    assert "--data DIR" in out
    assert "--json" in out


# Serving


@contextmanager
def started(command: list[str], **environment: str) -> Iterator[subprocess.Popen[str]]:
    """A process that is gone at the end."""
    pipe, env = subprocess.PIPE, os.environ | environment
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=env) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def served(shipped: Releases, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """`goldenthread demo` on a copy of the shipped data."""
    data = tmp_path / "data"
    shutil.copytree(shipped.settings.data, data, symlinks=True)
    command = [sys.executable, "-m", "goldenthread", "demo", "--port", "0", "--json", "--data", str(data)]
    with started(command) as process:
        yield process


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_demo_serves_at_the_address_it_prints_until_stopped(
    served: subprocess.Popen[str], stop: signal.Signals
) -> None:
    assert served.stdout
    address = json.loads(served.stdout.readline())["address"]
    with urllib.request.urlopen(f"{address}/health", timeout=30) as answer:
        assert answer.status == 200
    served.send_signal(stop)
    out, err = served.communicate(timeout=30)
    assert (served.returncode, out, err) == (0, "", "")


def test_a_stopped_command_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "goldenthread", "undo", "--data", str(tmp_path)]
    with disk.lock(tmp_path / "lock", 1), started(command, GOLDENTHREAD_LOCK_SECONDS="60") as process:
        while not waiting_for(tmp_path / "lock", process.pid):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=30)[1] == "goldenthread: stopped\n"
    assert process.returncode == 130


def waiting_for(path: Path, pid: int) -> bool:
    """Whether a process has the file open."""
    for held in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed since it was listed
            if held.samefile(path):
                return True
    return False


def test_measurements_need_the_source_and_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(measuring, "SOURCE", tmp_path)
    assert main(["bench"]) == 1
    assert "get the source and run `make bench`" in capfd.readouterr().err
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "__main__.py").write_text("import sys; print(sys.argv[1:]); sys.exit(3)")
    assert main(["bench", "--triples", "10", "20", "--only", "trace", "--json"]) == 3
    assert "['--json', '--triples', '10', '20', '--only', 'trace']" in capfd.readouterr().out


def test_how_much_of_a_file_has_been_read_is_shown_to_whoever_sits_at_a_terminal() -> None:
    shown, hidden = io.StringIO(), io.StringIO()
    for file, terminal in ((shown, True), (hidden, False)):
        err = Console(file=file, force_terminal=terminal, width=80)
        at = Desk(Settings(), False, Console(file=io.StringIO()), err)
        with at.working("reading"):
            at.heard(0.5)
            if at.progress is not None:
                at.progress.refresh()
    assert "50%" in shown.getvalue()
    assert hidden.getvalue() == ""
