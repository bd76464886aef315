"""Debian's Exim with a configuration of its own in a temporary folder, without any service and without being root.

    exim.py CERTIFICATE KEY

Offers STARTTLS and then a log-in (user "shop", password "secret"), refuses refused@… for good and later@… for now, and
puts other mails into a folder, one file each. Prints "PORT FOLDER" when it listens on 127.0.0.1, and ends with its
standard input.
"""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CONFIGURATION = r"""
primary_hostname = mail.test
spool_directory = FOLDER/spool
log_file_path = FOLDER/log/%slog
pid_file_path = FOLDER/exim.pid
.include FOLDER/port.conf
local_interfaces = 127.0.0.1
daemon_startup_retries = 0
OWNER
keep_environment =
deliver_drop_privilege = true
smtputf8_advertise_hosts = *
tls_advertise_hosts = *
tls_certificate = FOLDER/server.pem
tls_privatekey = FOLDER/server.key
acl_smtp_rcpt = recipient
acl_smtp_data = message

begin acl
recipient:
  deny local_parts = refused
       message = no such user here: $local_part@$domain
  defer local_parts = later
  accept authenticated = *
  deny message = log in first

message:
  accept

begin routers
all:
  driver = accept
  transport = file

begin transports
file:
  driver = appendfile
  directory = FOLDER/mail
  create_directory = false

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = ${if and{{eq{$auth2}{shop}}{eq{$auth3}{secret}}}}
  server_advertise_condition = ${if def:tls_in_cipher}
"""


def prepare(folder, certificate, key):
    for name in ("spool", "log", "mail"):
        (folder / name).mkdir()
    shutil.copy(certificate, folder / "server.pem")
    shutil.copy(key, folder / "server.key")
    is_root = os.getuid() == 0
    # Only an administrator may run the daemon, and only as the user that it believes to be its own.
    rights = f"exim_user = {os.getuid()}\nexim_group = {os.getgid()}\nadmin_groups = {os.getgid()}"
    text = CONFIGURATION.replace("FOLDER", str(folder)).replace("OWNER", "" if is_root else rights)
    (folder / "exim.conf").write_text(text)
    if not is_root:
        return {}
    # It needs none of root's rights, and would leave files behind that belong to two users.
    for path in (folder, *folder.rglob("*")):
        shutil.chown(path, "Debian-exim", "Debian-exim")
    return {"user": "Debian-exim", "group": "Debian-exim", "extra_groups": []}


def listens(port):
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5):
            return True
    except ConnectionRefusedError:
        return False


def started(folder, owner):
    """Another program may take the port between the look and the start; then another one is tried."""
    for _ in range(5):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        (folder / "port.conf").write_text(f"daemon_smtp_ports = {port}\n")
        pid_file = folder / "exim.pid"
        pid_file.unlink(missing_ok=True)
        command = ["/usr/sbin/exim4", "-C", folder / "exim.conf", "-bdf"]
        daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr, **owner)
        # Written after the port is bound, so that whoever answers on it is this daemon.
        while daemon.poll() is None:
            if pid_file.exists() and listens(port):
                return port, daemon
            time.sleep(0.02)
    raise SystemExit("Exim does not start")


# The threads of a Swift program block signals, and whom they start inherits that: Exim would not hear its SIGTERM.
signal.pthread_sigmask(signal.SIG_SETMASK, [])
folder = pathlib.Path(tempfile.mkdtemp(prefix="hesap-exim-"))
try:
    port, daemon = started(folder, prepare(folder, sys.argv[1], sys.argv[2]))
    print(port, folder / "mail", flush=True)
    sys.stdin.read()
    daemon.terminate()
    daemon.wait()
finally:
    shutil.rmtree(folder, ignore_errors=True)
