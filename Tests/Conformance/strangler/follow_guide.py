#!/usr/bin/env python3
"""Follows docs/guides/beside-django.md: writes its files, runs its commands in their order, and lets a shopper walk
through the result, and back.

    Scripts/with-postgres.sh python Tests/Conformance/strangler/follow_guide.py

The guide's text is taken as it stands. Only what names a place on the reader's machine is replaced, by `places`, and
each of those has to occur. Programs that a test cannot run for real (systemctl, journalctl, and nginx without its
own folder) are small stand-ins in front of the PATH.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from stage.browser import Browser  # noqa: E402
from stage.databases import KEY, Postgres  # noqa: E402
from stage.processes import REPOSITORY, SHOP, StageError, clean_environment, end_tidily, hesap_binary, run  # noqa: E402
from strangler import journey  # noqa: E402
from strangler.guide import PATH, blocks  # noqa: E402
from strangler.journey import EMAIL, PASSWORD, Journey, Shopper, expect  # noqa: E402
from strangler.scene import HOST, Scene, answered_by_hesap  # noqa: E402

TIME_ZONE = "Europe/Istanbul"

# Reads the unit that the guide wrote, and does with ExecStart and EnvironmentFile what systemd does.
SYSTEMCTL = """\
#!/usr/bin/env python3
import os, signal, shlex, subprocess, sys
unit, pid_file, log = {unit!r}, {pid_file!r}, {log!r}
words = [word for word in sys.argv[1:] if word != "--now"]
if words == ["daemon-reload"]:
    sys.exit(0)
assert words[1:] == ["hesap"] and words[0] in ("enable", "disable"), words
if words[0] == "disable":
    os.kill(int(open(pid_file).read()), signal.SIGTERM)
    sys.exit(0)
lines = dict(line.strip().split("=", 1) for line in open(unit) if "=" in line)
environment = {{"PATH": os.environ["PATH"]}}
for line in open(lines["EnvironmentFile"]):
    if not line.startswith("#"):
        name, value = shlex.split(line)[0].split("=", 1)
        environment[name] = value
started = subprocess.Popen(shlex.split(lines["ExecStart"]), env=environment, stdin=subprocess.DEVNULL,
    stdout=open(log, "ab"), stderr=subprocess.STDOUT, start_new_session=True)
open(pid_file, "w").write(str(started.pid))
"""


class Shell:
    """One bash that runs block after block, as a reader's terminal does; the first failing command ends it."""

    def __init__(self, environment, folder):
        self.process = subprocess.Popen(
            ["bash"],
            env=environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.process.stdin.write("set -euo pipefail\n")

    def run(self, block, text):
        mark = f"@@ end of block {block.line} @@"
        # A command that reads standard input must not eat the next block.
        self.process.stdin.write(f"{{ {text}\n}} 3<&0 <<< ''\necho\necho '{mark}'\n")
        self.process.stdin.flush()
        lines = []
        watchdog = threading.Timer(180, self.process.kill)
        watchdog.start()
        for line in self.process.stdout:
            if line.strip() == mark:
                watchdog.cancel()
                return "".join(lines)
            lines.append(line)
        watchdog.cancel()
        raise StageError(f"{PATH.name}:{block.line}: the block fails\n{text}{''.join(lines)}")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


class Reader:
    """Somebody who follows the guide to the letter."""

    def __init__(self, scene, folder):
        self.scene, self.folder = scene, Path(folder)
        self.bin = self.folder / "bin"
        self.pid_file = self.folder / "hesap.pid"
        self.shopper = Shopper("the engineer's browser")
        self.used = set()
        self._make_programs()
        environment = clean_environment(**{k: v for k, v in scene.shop_environment.items() if k.startswith("SHOP_")})
        environment["PATH"] = f"{self.bin}:{environment['PATH']}"
        environment |= {"CURL_HOME": str(self.folder), "USER": "reader"}
        self.shell = Shell(environment, self.folder)

    def places(self):
        """What stands in the guide, and where that is here."""
        ports, etc = self.scene.ports, self.scene.etc
        return {
            "postgres://shop:secret@127.0.0.1:5432/shop": self.scene.url,
            "the SECRET_KEY of your settings": self.scene.key,
            "the sessionid of your browser": self.shopper.jar.get("sessionid", ""),
            "127.0.0.1:8080": f"127.0.0.1:{ports['hesap']}",
            "127.0.0.1:9080": f"127.0.0.1:{ports['operations']}",
            "HESAP_PORT='8080'": f"HESAP_PORT='{ports['hesap']}'",
            "HESAP_OPS_PORT='9080'": f"HESAP_OPS_PORT='{ports['operations']}'",
            "/etc/": f"{etc}/",
            "/var/lib/hesap": f"{self.folder}/state",
            "/srv/hesap/.build/release/hesap": str(hesap_binary()),
            "/usr/local/bin/hesap": str(self.bin / "hesap"),
            "/srv/hesap": str(REPOSITORY),
            "/srv/shop": str(SHOP),
        }

    def in_place(self, text):
        for said, here in self.places().items():
            if said in text:
                self.used.add(said)
                text = text.replace(said, here)
        return text

    def _make_programs(self):
        self.bin.mkdir()
        # What StateDirectory makes.
        (self.folder / "state").mkdir()
        self._program("python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        nginx = " ".join(f"'{part}'" for part in self.scene.nginx_command)
        real = shutil.which("nginx") or "/usr/sbin/nginx"
        self._program("nginx", f'#!/bin/sh\nexec {nginx.replace("nginx", real, 1)} "$@"\n')
        log = self.folder / "hesap.log"
        unit = self.scene.etc / "systemd/system/hesap.service"
        self._program("systemctl", SYSTEMCTL.format(unit=str(unit), pid_file=str(self.pid_file), log=str(log)))
        self._program("journalctl", f"#!/bin/sh\ntail -n 20 '{log}'\n")
        (self.folder / ".curlrc").write_text(
            f"cacert = {self.folder}/certificate.pem\nconnect-to = {HOST}:443:127.0.0.1:{self.scene.ports['nginx']}\n"
        )

    def _program(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def follow(self):
        outputs = {}
        for block in blocks():
            text = self.in_place(block.text)
            if block.file:
                target = Path(self.in_place(block.file))
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text)
            elif block.language == "sh":
                outputs[block.line] = output = self.shell.run(block, text)
                self.look_after(block, output)
            else:
                raise StageError(f"{PATH.name}:{block.line}: a block that is neither a file nor commands")
        self.shell.close()
        expect("places that the guide does not name", set(self.places()) - self.used, set())

    def look_after(self, block, output):
        """What the reader should see, and what must be true then."""
        scene = self.scene
        if "diffsettings" in block.text:
            for name in ("SESSION_COOKIE_AGE", "TIME_ZONE", "CSRF_TRUSTED_ORIGINS", "AUTH_USER_MODEL"):
                expect(f"{name} is shown", name in output, True)
        if "makemigrations" in block.text:
            expect("Django has nothing to do", "No changes detected" in output, True)
        if "check --deploy" in block.text:
            found = [line.split(":")[0] for line in output.splitlines() if line.startswith("hesap.")]
            expect("findings", found, ["hesap.W109 warning", "hesap.W110 warning"])
        if "health/ready" in block.text:
            expect("sign in", self.shopper.sign_in(scene.front(), PASSWORD), 200)
        if "current_user" in block.text:
            expect("the engineer is known", EMAIL in output, True)
        if "/users/city/" in block.text and "nginx -s reload" in block.text:
            expect("a guest's city", output.strip().endswith("null"), True)
            scene.wait_for_nginx(hesap=True)
            cities = dict(scene.rows("SELECT name, id FROM hesap_city WHERE country = 'TR' AND priority > 0"))
            Journey(scene, cities).walk()
        if "/metrics" in block.text:
            expect("requests are counted", 'route="/users/activate-currency"' in output, True)
            expect("the log is shown", '"message":"request"' in output.replace('": "', '":"'), True)
        if "disable --now" in block.text:
            self.shop_is_alone()
        if "DROP TABLE" in block.text:
            left = scene.rows("SELECT relname FROM pg_class WHERE relname LIKE 'hesap%'")
            expect("what is left of Hesap", left, [])

    def shop_is_alone(self):
        """After the way back: Django answers all paths, and whoever was signed in still is."""
        self.scene.wait_for_nginx(hesap=False)
        front = self.scene.front()
        guest = Browser("guest")
        answer = guest.request(front, "GET", "/shop/csrf/")
        headers = {"X-CSRFToken": guest.jar["csrftoken"], **journey.ORIGIN}
        answer = guest.request(front, "POST", "/users/activate-currency/", {"currency_code": "EUR"}, headers)
        expect("who answers", (answer.status, answered_by_hesap(answer)), (204, False))
        expect("currency", guest.request(front, "GET", "/shop/whoami/").json["currency"], "EUR")

    def stop(self):
        if self.pid_file.exists():
            try:
                os.kill(int(self.pid_file.read_text()), 15)
            except ProcessLookupError:
                pass
        if self.shell.process.poll() is None:
            self.shell.process.kill()


def main():
    end_tidily()
    folder = Path(tempfile.mkdtemp(prefix="hesap-guide-"))
    engine = Postgres(os.environ["POSTGRES_URL"])
    scene = reader = None
    try:
        url = engine.create("shop")
        migrate = clean_environment(SHOP_SECRET_KEY=KEY, SHOP_DATABASE_URL=url)
        run([sys.executable, SHOP / "manage.py", "migrate", "--verbosity", "0"], migrate, folder)
        # The cost that the guide leaves at its default.
        scene = Scene(folder, url, iterations=1_000_000, time_zone=TIME_ZONE)
        scene.start_shop()
        user = {"username": "ayse", "email": EMAIL, "first_name": "Ayşe", "password": PASSWORD}
        expect("a user", scene.direct("django").send("POST", "/staff/users/", user).status, 201)
        reader = Reader(scene, folder)
        reader.follow()
        expect("exit codes", scene.stop(), {"nginx": 0, "django": 0})
    except BaseException:
        for name in ("hesap", "django", "nginx", "nginx-error"):
            log = folder / f"{name}.log"
            if log.exists():
                print(f"--- end of {name}.log\n{log.read_text(errors='replace')[-1500:]}", file=sys.stderr)
        raise
    finally:
        if reader is not None:
            reader.stop()
        if scene is not None:
            scene.stop()
        engine.drop("shop")
        shutil.rmtree(folder, ignore_errors=True)
    print(f"guide: {len(blocks())} blocks of {PATH.name} followed, {journey.checks} checks passed")


if __name__ == "__main__":
    main()
