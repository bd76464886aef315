"""The release binary in a temporary folder, and a small browser for it. Python's standard library only."""

import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "Scripts"))

from free_port import free_port  # noqa: E402

BINARY = pathlib.Path(os.environ.get("HESAP_BINARY", ROOT / ".build/release/hesap"))


class Hesap:
    def __init__(self, settings=None, **environment):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hesap-bench-"))
        self.port, self.ops_port = free_port(), free_port()
        self.environment = {
            "PATH": os.environ["PATH"],
            "HESAP_DATABASE_URL": f"sqlite:{self.folder}/hesap.sqlite3",
            "HESAP_SECRET_KEY": "benchmark-key-benchmark-key-benchmark-key-0123456789",
            "HESAP_PORT": str(self.port),
            "HESAP_OPS_PORT": str(self.ops_port),
            "HESAP_MAIL_URL": f"file:{self.folder}/mail",
            "HESAP_LOG_LEVEL": "warning",
            **{f"HESAP_{key}": str(value) for key, value in environment.items()},
        }
        self.process = None
        self.command("migrate")
        for key, value in (settings or {}).items():
            self.command("settings", "set", key, json.dumps(value))

    def command(self, *arguments, stdin=""):
        result = subprocess.run(
            [BINARY, *arguments], env=self.environment, input=stdin, capture_output=True, text=True, cwd=self.folder
        )
        if result.returncode != 0:
            raise RuntimeError(f"hesap {arguments}: {result.stderr}")
        return result.stdout.strip()

    def start(self):
        """Returns the seconds from start to first answer."""
        began = time.perf_counter()
        log = open(self.folder / "server.log", "a")
        self.process = subprocess.Popen(
            [BINARY, "serve"], env=self.environment, stdout=log, stderr=log, cwd=self.folder
        )
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=5) as s:
                    s.sendall(b"GET /users/session/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                    if s.recv(12).startswith(b"HTTP/1.1 200"):
                        return time.perf_counter() - began
            except OSError:
                pass
            if self.process.poll() is not None or time.perf_counter() - began > 30:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.002)

    def stop(self, how=signal.SIGTERM):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(60)
        self.process = None

    def close(self):
        self.stop(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def memory_megabytes(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Shopper:
    def __init__(self, port):
        self.cookies = {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def request(self, method, path, body=None):
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if method not in ("GET", "HEAD"):
            if "csrftoken" not in self.cookies:
                self.request("GET", "/csrf_token/")
                headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
            headers["X-CSRFToken"] = self.cookies["csrftoken"]
        payload = None
        if body is not None:
            payload, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        self.connection.request(method, path, payload, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies.pop(name, None) if "Max-Age=0" in line else self.cookies.update({name: value})
        return answer.status, content, answer.headers
