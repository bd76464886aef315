"""What nobody can beat on this machine: a web server without work, the framework without work, the bare statement,
the bare hash."""

import os
import pathlib
import subprocess
import tempfile

from hesap_process import ROOT
from psql import psql

from .shop import Server

BINARY = pathlib.Path(os.environ.get("HESAP_LIMITS_BINARY", ROOT / ".build/release/HesapLimits"))
NGINX = """
daemon off; pid nginx.pid; error_log stderr; worker_processes auto;
events { worker_connections 1024; }
http {
    access_log off; keepalive_requests 1000000000; client_body_temp_path body; proxy_temp_path proxy;
    fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    server { listen 127.0.0.1:PORT; location / { return 204; } }
}
"""


class Nginx(Server):
    """nginx that answers 204 to everything."""

    name, store = "nginx 204", "none"
    answer = (204, b"")

    def command(self):
        (self.folder / "nginx.conf").write_text(NGINX.replace("PORT", str(self.port)))
        self.folder.chmod(0o755)
        return ["/usr/sbin/nginx", "-p", self.folder, "-e", "stderr", "-c", "nginx.conf"]


class Constant(Server):
    """Hummingbird that answers the bytes of a session view to `GET /users/session/`."""

    name, store = "Hummingbird constant", "none"

    def __init__(self, body):
        super().__init__()
        self.body, self.answer = body, (200, body)

    def command(self):
        return [BINARY, "constant", "--port", str(self.port), "--body", self.body.decode()]


def hashes_a_second(threads, seconds):
    """PBKDF2 with Django's rounds in a loop on each thread, by the library that Hesap uses."""
    command = [BINARY, "bare-hash", "--threads", str(threads), "--seconds", str(seconds)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


PGBENCH = "/usr/lib/postgresql/15/bin/pgbench"


def pgbench(url, clients, seconds):
    """The bare prepared UPDATE of one session row out of a thousand, a text of the usual length."""
    psql(url, "CREATE TABLE IF NOT EXISTS bare_session (LIKE django_session INCLUDING ALL)")
    psql(
        url,
        "INSERT INTO bare_session SELECT lpad(n::text, 32, 'k'), repeat('x', 120), now() FROM generate_series(1, 1000) n "
        "ON CONFLICT DO NOTHING",
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write("\\set n random(1, 1000)\n\\set v random(100000, 999999)\n")
        script.write(
            "UPDATE bare_session SET session_data = repeat(:v::text, 20), expire_date = now() "
            "WHERE session_key = lpad(:n::text, 32, 'k');\n"
        )
        script.flush()
        command = [
            PGBENCH, "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds), "-f", script.name, url
        ]
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(text.split("tps = ")[1].split()[0])
