"""`dlcourse data`, on a small registry, a home in a temporary folder and a server of our own."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dlcourse.cli import app
from dlcourse.data import download, registry

HERE, THERE = b"1,2\n", b"3,4,5\n"


@pytest.fixture
def server() -> Iterator[str]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/there.csv":
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(THERE)))
            self.end_headers()
            self.wfile.write(THERE)

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str) -> Path:
    """A data home with one of three data sets in it."""
    files = {
        "here": ("tabular/here.csv", HERE, f'urls = ["{server}/here.csv"]', ""),
        "there": ("tabular/there.csv", THERE, f'urls = ["{server}/there.csv"]', ""),
        "nowhere": ("text/nowhere.txt", b"?", "", 'local = "copy it from a friend"'),
    }
    rows = [
        f"""[{name}]
about = "About {name}."
citation = "Nobody (2024)"
licence = "CC BY [4.0]"
redistributable = {"true" if name == "here" else "false"}
{local}
[[{name}.files]]
path = "{path}"
bytes = {len(content)}
sha256 = "{hashlib.sha256(content).hexdigest()}"
{urls}
"""
        for name, (path, content, urls, local) in files.items()
    ]
    table = tmp_path / "registry.toml"
    table.write_text("\n".join(rows))
    home = tmp_path / "home"
    (home / "tabular").mkdir(parents=True)
    (home / "tabular" / "here.csv").write_bytes(HERE)
    monkeypatch.setattr(registry, "REGISTRY", table)
    monkeypatch.setattr(download, "BACKOFF", 0)
    monkeypatch.setenv("DLCOURSE_DATA", str(home))
    return home


def data(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["data", *arguments])


def states() -> dict[str, list[str]]:
    rows = [line.strip("│").split("│") for line in data("list").output.splitlines()]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows if len(row) == 5}


def test_list_is_a_table_of_what_there_is(home: Path) -> None:
    found = states()
    assert found["here"] == ["0.0 kB", "CC BY [4.0]", "yes", "present"]
    assert found["there"][2:] == ["no", "missing"]
    assert found["nowhere"][2:] == ["no", "by copy"]
    assert data("list").output.endswith(f"Data home: {home}\n")
    (home / "tabular" / "here.csv").write_bytes(b"broken")
    assert states()["here"][-1] == "damaged"


def test_fetch_brings_what_is_named(home: Path) -> None:
    result = data("fetch", "there", "here")
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "✔ there: present",
        "✔ here: present",
        f"Data home: {home}",
    ]
    assert (home / "tabular" / "there.csv").read_bytes() == THERE


def test_fetch_without_names_brings_all_that_can_be_fetched(home: Path) -> None:
    result = data("fetch")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[:2] == ["Data sets to fetch: 1 (0.0 kB)", "✔ there: present"]
    assert data("fetch").output.splitlines()[0] == "Data sets to fetch: 0 (0.0 kB)"


def test_a_fetch_that_fails_is_one_message_and_the_others_go_on(home: Path) -> None:
    (home / "tabular" / "here.csv").unlink()
    result = data("fetch", "here", "nowhere", "there")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == "✔ there: present"
    assert "✘ the data set here cannot be had." in result.stderr
    assert "404" in result.stderr
    assert "copy it from a friend" in result.stderr
    assert "Traceback" not in result.output


def test_damaged_files_are_replaced_only_when_asked(home: Path) -> None:
    path = home / "tabular" / "there.csv"
    path.write_bytes(b"damaged")
    refused = data("fetch", "there")
    assert refused.exit_code == 1
    assert "--replace" in refused.stderr
    assert path.read_bytes() == b"damaged"
    assert data("fetch", "there", "--replace").exit_code == 0
    assert path.read_bytes() == THERE


def test_verify_reads_anew_and_names_what_is_wrong(home: Path) -> None:
    fine = data("verify")
    assert (fine.exit_code, fine.output) == (0, "Sound files: 1\n")
    (home / "tabular" / "there.csv").write_bytes(b"damaged")
    damaged = data("verify")
    assert damaged.exit_code == 1
    assert damaged.output.splitlines() == [
        "✘ tabular/there.csv: damaged (dlcourse data fetch --replace there)",
        "Sound files: 1; not sound: 1",
    ]
    # What is missing is wrong only where it was asked for.
    missing = data("verify", "nowhere")
    assert missing.exit_code == 1
    assert "text/nowhere.txt: missing" in missing.output


def test_path_is_the_home_a_data_set_or_a_file(home: Path) -> None:
    assert data("path").output == f"{home}\n"
    file = home / "tabular" / "here.csv"
    assert data("path", "here").output == data("path", "tabular/here.csv").output == f"{file}\n"
    missing = data("path", "there")
    assert missing.exit_code == 1
    assert missing.stdout == ""
    assert "dlcourse data fetch there" in missing.stderr


@pytest.mark.parametrize("command", ["fetch", "verify", "path"])
def test_an_unknown_name_is_one_message(home: Path, command: str) -> None:
    result = data(command, "ther")
    assert result.exit_code == 1
    assert "Did you mean there" in result.stderr


def test_wrong_overrides_are_one_message(home: Path) -> None:
    (home / "overrides.toml").write_text("replace = 3")
    for command in (["list"], ["verify"], ["path", "here"], ["fetch", "here"]):
        result = data(*command)
        assert result.exit_code == 1
        assert "overrides.toml" in result.stderr
        assert "Traceback" not in result.output
