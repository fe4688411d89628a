"""Encrypted targets: the certificate must be one that the system trusts, and be of the host that was named."""

import shutil
import ssl
import subprocess
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path

import pytest

from hooks.posting import Failed, post
from hooks.targets import Target, Url
from tests.hooks.receiving import Receiver, receiving

pytestmark = pytest.mark.once


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of budget.example, signed by itself."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("TLS（没有 openssl）")
    both = tmp_path / "certificate.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=budget.example",
         "-addext", "subjectAltName=DNS:budget.example", "-keyout", str(tmp_path / "key.pem"), "-out", str(both)],
        check=True, capture_output=True,
    )  # fmt: skip
    return both


@pytest.fixture
def encrypted(certificate: Path) -> Callable[..., ssl.SSLContext]:
    def make() -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, certificate.with_name("key.pem"))
        return context

    return make


def send(receiver: Receiver, host: str) -> int:
    url = Url("https", host, receiver.port, "/")
    return post(Target(url, (ip_address("127.0.0.1"),)), b"{}", {}).status


def test_certificates_are_verified(
    certificate: Path, encrypted: Callable[..., ssl.SSLContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    with receiving(context=encrypted()) as receiver:
        with pytest.raises(Failed, match="对方的证书无效"):
            send(receiver, "budget.example")
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert send(receiver, "budget.example") == 200
        with pytest.raises(Failed, match="对方的证书无效"):
            send(receiver, "other.example")
        assert len(receiver.got) == 1
        assert receiver.got[0][1]["Host"] == f"budget.example:{receiver.port}"
