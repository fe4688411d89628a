"""docker-compose.yml: its form, by Docker's own program, and what it promises about rights, secrets and health."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("migrate", "web", "worker", "backup")
ONCE = ("migrate", "backup")


def docker_compose() -> list[str] | None:
    """The program that reads the file; it needs no engine for that."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    plugin = shutil.which("docker") and subprocess.run(["docker", "compose", "version"], capture_output=True)
    return ["docker", "compose"] if plugin and not plugin.returncode else None


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The file with what it refers to, and fresh secrets."""
    for name in ("docker-compose.yml", "Dockerfile"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    subprocess.run([tmp_path / "deploy" / "secrets.sh"], check=True)
    return tmp_path


def config(place: Path, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    program = docker_compose()
    if not program:
        pytest.skip("docker-compose.yml（没有 docker-compose）")
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
    command = [*program, *options, "config"]
    return subprocess.run(command, cwd=place, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize("options", [(), ("--profile", "redis", "--profile", "tools")])
def test_docker_compose_reads_it(place: Path, options: tuple[str, ...]) -> None:
    done = config(place, *options, PERFGOALS_HOSTS="mubiao.example.cn")
    assert done.returncode == 0, done.stderr
    read = yaml.safe_load(done.stdout)["services"]
    assert {"db", "migrate", "web", "worker", "proxy"} <= set(read)
    assert read["web"]["environment"]["PERFGOALS_HOSTS"] == "mubiao.example.cn"


def test_redis_and_tools_are_asked_for() -> None:
    assert {name for name, each in SERVICES.items() if "profiles" in each} == {"redis", "backup"}


def test_a_missing_name_is_told(place: Path) -> None:
    done = config(place)
    assert done.returncode != 0
    assert "PERFGOALS_HOSTS" in done.stderr


@pytest.mark.parametrize("name", SERVICES)
def test_rights_are_few(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert service["logging"]["options"]["max-size"]
    assert service.get("user") in (None, "postgres", "redis", "nginx")
    assert service.get("user") or service["image"].startswith("perfgoals:"), "our own image names its account"
    places = [each if isinstance(each, str) else each["target"] for each in service.get("volumes", [])]
    assert any("/tmp" in each for each in [*places, *service.get("tmpfs", [])]) or name == "redis"


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in ONCE])
def test_health_is_looked_at(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"
    assert SERVICES[name]["restart"] == "unless-stopped"


def test_bases_are_versions() -> None:
    for service in SERVICES.values():
        image = service["image"]
        assert image.startswith("perfgoals:") or re.fullmatch(r"[a-z]+:\d+\.\d+-\w+", image), image
        assert "/" not in image.split(":")[0]


def test_secrets_are_files_and_nothing_else(place: Path) -> None:
    made = {path.name for path in (place / "secrets").iterdir()}
    assert {Path(each["file"]).name for each in COMPOSE["secrets"].values()} == made
    assert (place / "secrets").stat().st_mode & 0o777 == 0o700
    for name, value in SERVICES["web"]["environment"].items():
        assert not re.search("SECRET|TOKEN|PASSWORD|EMAIL_URL", name) or name.endswith("_FILE"), name
        secret = re.fullmatch(r"/run/secrets/(\w+)", str(value))
        assert bool(secret) == name.endswith("_FILE")
        assert not secret or secret[1] in SERVICES["web"]["secrets"]
    assert "@db" in SERVICES["web"]["environment"]["DATABASE_URL"]
    assert ":" not in SERVICES["web"]["environment"]["DATABASE_URL"].split("//")[1].split("@")[0]


def test_secrets_are_random_and_stay(place: Path) -> None:
    def read() -> dict[str, str]:
        return {path.name: path.read_text() for path in (place / "secrets").iterdir()}

    first = read()
    assert len(first["secret_key"]) > 50
    assert len({first[name] for name in ("secret_key", "database_password", "metrics_token")}) == 3
    subprocess.run([place / "deploy" / "secrets.sh"], check=True)
    assert read() == first


def test_web_and_worker_can_be_many() -> None:
    for name in ("web", "worker"):
        assert "ports" not in SERVICES[name]
        assert "container_name" not in SERVICES[name]
        assert all(each.get("source") is None for each in SERVICES[name]["volumes"]), "a folder for each of them"
    assert list(COMPOSE["networks"]["inside"]) == ["internal"]
    assert SERVICES["db"]["networks"] == ["inside"]
    assert [name for name, each in SERVICES.items() if "ports" in each] == ["proxy"]


def test_how_many_they_are_is_remembered(place: Path) -> None:
    """In .env and not in a command: each later `up` without --scale would go back to one."""
    for variables, numbers in (({}, [2, 1]), ({"PERFGOALS_WEBS": "3", "PERFGOALS_WORKERS": "4"}, [3, 4])):
        read = yaml.safe_load(config(place, PERFGOALS_HOSTS="a.cn", **variables).stdout)["services"]
        assert [int(read[name]["deploy"]["replicas"]) for name in ("web", "worker")] == numbers


def test_the_database_is_asked_by_the_network() -> None:
    """While it makes its first database it answers on its socket: a migration would come too early."""
    test = SERVICES["db"]["healthcheck"]["test"]
    assert test[test.index("-h") + 1] == "127.0.0.1"


def test_files_that_are_mounted_exist() -> None:
    for volume in SERVICES["proxy"]["volumes"]:
        if isinstance(volume, str):
            source = re.sub(r"\$\{\w+:-(\w+)\}", r"\1", volume.split(":/")[0])
            assert (ROOT / source).is_file(), source
    for kind in ("https", "http", "behind"):
        assert (ROOT / "deploy" / "nginx" / f"listen-{kind}.conf").is_file()


def test_the_migration_is_over_before_anything_works() -> None:
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("path", [*sorted(ROOT.glob("deploy/**/*")), ROOT / "Dockerfile", ROOT / "docker-compose.yml"])
def test_no_address_of_a_registry(path: Path) -> None:
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    assert not re.search(r"--index-url|--extra-index|docker\.io|ghcr|pypi\.org|mirrors?\.", text)
