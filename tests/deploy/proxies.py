"""A real nginx from the files of ``deploy/proxy``, on ports of this machine, with a certificate of a day."""

from __future__ import annotations

import os
import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from answerable.ledger.server import machine
from tests.docs.pages import ROOT, blocks
from tests.services.cli.running import until

PAGE = "docs/how-to/put-it-behind-a-proxy.md"
PAGES, API = "records.company.example", "api.records.company.example"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
WITHOUT_NGINX = "nginx is not installed here: `apt-get install nginx-light`"

_MAIN = """
{user}
worker_processes 1;
pid {at}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {at}/client;
    proxy_temp_path {at}/proxy;
    fastcgi_temp_path {at}/fastcgi;
    uwsgi_temp_path {at}/uwsgi;
    scgi_temp_path {at}/scgi;
    include conf.d/*.conf;
}}
"""


@dataclass(frozen=True)
class Proxy:
    """A running nginx.

    Arguments:
        at: its directory.
        http: its port without TLS.
        https: its port with it.
    """

    at: Path
    http: int
    https: int

    @asynccontextmanager
    async def asking(
        self, name: str = PAGES, *, calling: str | None = None, address: str = "127.0.0.1"
    ) -> AsyncIterator[httpx.AsyncClient]:
        """Open a browser that knows the certificate.

        Arguments:
            name: for whose certificate it asks.
            calling: whom it names in ``Host``, where that is another one.
            address: where it stands.
        """
        trust = ssl.create_default_context(cafile=self.at / "certificate.pem")
        transport = httpx.AsyncHTTPTransport(verify=trust, local_address=address)
        async with httpx.AsyncClient(
            base_url=f"https://127.0.0.1:{self.https}",
            transport=transport,
            headers={"host": calling or name, "accept-language": "en"},
            timeout=60,
        ) as client:
            client.event_hooks["request"].append(_names(name))
            yield client

    def logged(self) -> str:
        """Give everything that it has written down."""
        return "".join(path.read_text(encoding="utf-8") for path in sorted(self.at.glob("*.log")))


def _names(name: str) -> Callable[[httpx.Request], Awaitable[None]]:
    async def hook(request: httpx.Request) -> None:
        request.extensions["sni_hostname"] = name

    return hook


def certify(at: Path) -> None:
    """Make a certificate for both names, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "a test of a day")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(PAGES), x509.DNSName(API)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    (at / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (at / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _typed(text: str, at: Path) -> str:
    """Give what the shell says to a block of the page, for this nginx in the place of the machine's."""
    text = text.replace("/etc/nginx", str(at)).replace("nginx -t", f"{NGINX} -t -e stderr -c {at}/nginx.conf")
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout + ended.stderr


def _moved(at: Path, ports: dict[str, int]) -> None:
    """Let what was laid down listen on ports of this machine, and write below its directory."""
    for path in (*at.glob("conf.d/*.conf"), *at.glob("snippets/*.conf")):
        text = re.sub(r"^ *listen \[::\].*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        text = re.sub(r"listen (\d+)", lambda said: f"listen 127.0.0.1:{ports[said[1]]}", text)
        text = re.sub(r"127\.0\.0\.1:(808\d);", lambda said: f"127.0.0.1:{ports[said[1]]};", text)
        text = text.replace("rate=50r/s", "rate=1r/s")  # a busy machine sends no fifty a second
        text = text.replace("/etc/answerable/proxy", str(at)).replace("/var/log/nginx", str(at))
        path.write_text(text, encoding="utf-8")


def _listens(port: int) -> bool:
    """Tell whether somebody takes connections on a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


@contextmanager
def proxy(at: Path, *, pages: int, commands: int) -> Iterator[Proxy]:
    """Do what the page says, and run nginx.

    Arguments:
        at: an empty directory for it.
        pages: the port of the console.
        commands: the port of intake.
    """
    assert NGINX is not None
    (at / "conf.d").mkdir(parents=True)
    user = "user root root;" if os.geteuid() == 0 else ""
    (at / "nginx.conf").write_text(_MAIN.format(at=at, user=user))
    certify(at)
    lay, look = [block.text for block in blocks(PAGE) if block.is_tested]
    _typed(lay, at)
    front = Proxy(at, machine.free_port(), machine.free_port())
    _moved(at, {"80": front.http, "443": front.https, "8080": pages, "8081": commands})
    said = _typed(look, at)
    assert "test is successful" in said, said
    assert "[warn]" not in said, said

    program = [NGINX, "-e", "stderr", "-c", str(at / "nginx.conf"), "-g", "daemon off;"]
    with (at / "said.log").open("wb") as said_by_it:
        process = subprocess.Popen(program, stderr=said_by_it)
    try:
        # Its file with the process id is there since the configuration was looked at, and tells nothing.
        until(lambda: all(map(_listens, (front.http, front.https))), "nginx starts")
        yield front
    finally:
        process.terminate()
        process.wait(timeout=20)
