"""The Dockerfile without Docker: its steps, one by one, in a clean folder, without internet, and what they start."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.perfgoals.dockerfile import ROOT, SYSTEM, Image, context, steps
from tests.perfgoals.proxying import free_port
from tests.postgres import Server, postgres
from tests.tools import find_postgres

STEPS = steps((ROOT / "Dockerfile").read_text())
PARTS = {
    "accounts", "api", "budget", "deploy", "exporters", "figures", "hooks", "importers", "indicators", "perfgoals",
    "reviews", "static", "templates", "wheels", "manage.py",
}  # fmt: skip
PATIENCE = 60  # seconds for gunicorn to start on a busy machine


def test_the_base_is_a_version_and_the_account_has_no_rights() -> None:
    bases = [step.words.split()[0] for step in STEPS if step.name == "FROM"]
    assert len(set(bases)) == 1
    assert re.fullmatch(r"python:3\.11\.\d+-slim-\w+", bases[0])
    names = [step.name for step in STEPS]
    assert ("USER", "10001:10001") in STEPS
    assert "RUN" not in names[names.index("USER") :]


def test_packages_of_the_system_are_those_that_were_tested_with() -> None:
    (installed,) = (step.words for step in STEPS if step.words.startswith("apt-get"))
    wanted = {word.strip(";") for word in installed.split() if re.fullmatch(r"(lib|fonts-|postgres)[\w-]+;?", word)}
    tested = {*(ROOT / ".ci" / "run").read_text().split(), "postgresql-client"}  # which comes with postgresql
    assert len(wanted) == 4
    assert wanted <= tested


def test_an_image_holds_nothing_but_the_application() -> None:
    files = list(context())
    tops = {path.parts[0] for path in files}
    assert {top for top in tops if not top.startswith("requirements")} == PARTS
    assert not tops & {"requirements-dev.txt", "requirements-bench.txt"}
    assert not [path for path in files if "__pycache__" in path.parts or path.suffix in (".pyc", ".sqlite3")]


@pytest.fixture
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What deploy/wheels.sh collects on a machine with internet."""
    folder = tmp_path_factory.mktemp("wheels")
    environment = os.environ | {"PYTHON": sys.executable}
    subprocess.run([ROOT / "deploy" / "wheels.sh", folder], env=environment, check=True, capture_output=True)
    return folder


@pytest.fixture
def image(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Iterator[Image]:
    """All steps, with pip cut off from every index."""
    if not find_postgres():
        pytest.skip("PostgreSQL（没有 initdb）")
    folder = tmp_path_factory.mktemp("image")
    path = f"{Path(sys.base_prefix) / 'bin'}:{os.environ['PATH']}"
    (folder / "bin").mkdir()
    (folder / "bin" / "python").symlink_to(Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}")
    made = Image(folder, wheels, f"{folder / 'bin'}:{path}", PIP_NO_INDEX="1")
    for step in STEPS:
        made.take(step)
    yield made
    shutil.rmtree(folder)


def check_steps(image: Image) -> None:
    """Every step was run, or changes the system alone."""
    commands = [step.words for step in STEPS if step.name == "RUN"]
    assert [words for words in commands if not words.startswith(SYSTEM)] == image.ran
    assert len(image.ran) >= 4
    assert not (image.folder / "app" / "wheels").exists(), "they are of no use in the image"
    assert (image.folder / "app" / "staticfiles" / "staticfiles.json").exists()


@contextmanager
def served(image: Image, url: str, port: int) -> Iterator[list[str]]:
    """What the image starts, with production settings; the lines that it wrote, once it has ended."""
    secrets = {"secret_key": "k" * 30 + "Zq8!vN3#xL6@mT1$kR9%wB4^", "metrics_token": "token-for-figures"}
    for name, value in secrets.items():
        (image.folder / name).write_text(f"{value}\n")
    image.variables |= {
        "DATABASE_URL": url,
        "PERFGOALS_SECRET_KEY_FILE": str(image.folder / "secret_key"),
        "PERFGOALS_METRICS_TOKEN_FILE": str(image.folder / "metrics_token"),
        "PERFGOALS_HOSTS": "mubiao.example.cn",
        "PERFGOALS_BIND": f"127.0.0.1:{port}",
        "TMPDIR": str(image.folder / "tmp"),
        "PROMETHEUS_MULTIPROC_DIR": str(image.folder / "tmp" / "perfgoals-metrics-ours"),  # else in /dev/shm
    }
    image.run(["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"])
    assert "OK" in image.run(["python", "manage.py", "migrate"])
    lines: list[str] = []
    output = image.folder / "output.txt"
    with output.open("w") as stream:
        program = shutil.which(image.command[0], path=image.variables["PATH"])
        assert program == str(image.folder / "venv" / "bin" / "gunicorn")
        process = subprocess.Popen(image.command, cwd=image.at, env=image.variables, stdout=stream, stderr=stream)
        try:
            yield lines
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(40) == 0
            lines += output.read_text().splitlines()


def ask(port: int, path: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    """An answer: status, content, headers. No redirect is followed."""
    request = Request(f"http://127.0.0.1:{port}{path}", headers={k.replace("_", "-"): v for k, v in headers.items()})
    try:
        response = urlopen(request, timeout=30)
    except HTTPError as error:
        response = error
    return response.status, response.read().decode(errors="replace"), dict(response.headers)


def wait_until_ready(port: int) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if ask(port, "/readyz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise AssertionError("it does not get ready")


BROWSER = {"Host": "mubiao.example.cn", "X_Forwarded_Proto": "https"}


@pytest.mark.first
def test_what_the_image_starts(image: Image) -> None:
    """One story, since making it takes long: steps, health, pages, figures of all processes, log, end."""
    check_steps(image)
    port = free_port()
    with postgres() as server:
        with served(image, server.url, port) as lines:
            wait_until_ready(port)
            check_pages(port)
            check_figures(image, port)
            check_without_database(port, server)
        check_log(lines)
        assert not list((image.folder / "tmp").glob("perfgoals-metrics-*")), "the counts are cleared away"


def check_without_database(port: int, server: Server) -> None:
    """One that is frozen, and one that is away: told soon, and over when it is there again."""
    postmaster = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    time.sleep(2.1)  # the last answer is given again for two seconds
    os.kill(postmaster, signal.SIGSTOP)
    began = time.monotonic()
    assert ask(port, "/readyz")[:2] == (503, "数据库没有应答。\n")
    assert time.monotonic() - began < 10, "the driver would wait for its own limit, or for ever"
    assert ask(port, "/healthz")[0] == 200
    os.kill(postmaster, signal.SIGCONT)
    wait_until_ready(port)
    server.stop()
    time.sleep(2.1)
    assert ask(port, "/readyz")[0] == 503
    assert ask(port, "/healthz")[0] == 200
    server.start()
    wait_until_ready(port)


def check_pages(port: int) -> None:
    """The page of signing in with its hashed static files; redirects for whoever comes without a certificate."""
    assert ask(port, "/healthz")[:2] == (200, "ok\n")
    status, page, headers = ask(port, "/accounts/login/", **BROWSER)
    assert status == 200
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])
    (style,) = re.findall(r'href="(/static/site\.[0-9a-f]{12}\.css)"', page)
    status, _, headers = ask(port, style, **BROWSER)
    assert (status, "immutable" in headers["Cache-Control"]) == (200, True)
    assert ask(port, style, Accept_Encoding="gzip", **BROWSER)[2]["Content-Encoding"] == "gzip"
    assert ask(port, "/accounts/login/", Host="10.0.0.1", X_Forwarded_Proto="https")[0] == 400


def check_figures(image: Image, port: int) -> None:
    """Whichever process is asked tells what all of them have answered, also those that are gone."""
    token = {"Authorization": "Bearer token-for-figures"}
    assert ask(port, "/metrics")[0] == 401
    for _ in range(60):
        ask(port, "/accounts/login/", **BROWSER)

    def counted() -> float:
        name = 'perfgoals_requests_total{method="GET",status="200",view="login"}'
        text = ask(port, "/metrics", **token)[1]
        return float(text.split(f"{name} ")[1].split()[0])

    before = counted()
    assert before == 61
    (folder,) = (image.folder / "tmp").glob("perfgoals-metrics-*")
    files = {path.name for path in folder.iterdir()}
    end_of_a_process(image)
    wait_until_ready(port)
    for _ in range(60):
        ask(port, "/accounts/login/", **BROWSER)
    assert counted() == before + 60, "what the killed one had counted is still there"
    assert {path.name for path in folder.iterdir()} <= files | {
        name.replace(old, new) for name in files for old in "123" for new in "123"
    }, "the new one counts in the place of the killed one"


def end_of_a_process(image: Image) -> None:
    """Kill one of gunicorn's processes."""
    started = re.findall(r"Booting worker with pid: (\d+)", (image.folder / "output.txt").read_text())
    assert len(started) == 3
    os.kill(int(started[0]), signal.SIGKILL)
    end = time.monotonic() + PATIENCE
    while (image.folder / "output.txt").read_text().count("Booting worker") == 3:
        assert time.monotonic() < end
        time.sleep(0.1)


def check_log(lines: list[str]) -> None:
    """Every line is one JSON object, gunicorn's own too; the probes are none of them."""
    told = [json.loads(line) for line in lines]
    paths = [line.get("path") for line in told]
    assert "/accounts/login/" in paths
    assert not {"/healthz", "/readyz", "/metrics"} & set(paths)
    assert {"gunicorn.error", "perfgoals.requests"} <= {line["logger"] for line in told}
    assert sum(line.get("path") == "/accounts/login/" for line in told) == len(
        [line for line in told if line["message"].startswith("GET /accounts/login/")]
    ), "gunicorn writes no second line for a request"
