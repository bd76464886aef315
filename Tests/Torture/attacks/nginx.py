"""A Debian nginx in front of Hesap, in a temporary folder."""

import contextlib
import subprocess
import tempfile

from attacks.wire import wait_until_open
from hesap_process import free_port


@contextlib.contextmanager
def nginx(upstream, *directives, host="$host"):
    """A proxy that hands bodies on as they come, over connections that it keeps: the most that smuggling can get.

    `directives` stand in the server's block, as `proxy_set_header …` does.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hesap-nginx-") as folder:
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        with open(f"{folder}/nginx.conf", "w") as file:
            file.write(
                f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; events {{}}\n"
                f"http {{ access_log off; {temporary} upstream hesap {{ server 127.0.0.1:{upstream}; keepalive 4; }}\n"
                f"server {{ listen 127.0.0.1:{port}; proxy_http_version 1.1; proxy_request_buffering off;\n"
                # Its worker, another user, may not write here: an answer that the client reads late would be cut off.
                "proxy_max_temp_file_size 0;\n"
                f'proxy_set_header Connection ""; proxy_set_header Host {host};\n'
                + "".join(f"{line}\n" for line in directives)
                + "location / { proxy_pass http://hesap; } } }\n"
            )
        process = subprocess.Popen(["/usr/sbin/nginx", "-c", f"{folder}/nginx.conf", "-p", folder], stderr=subprocess.DEVNULL)
        try:
            wait_until_open(port)
            yield port
        finally:
            process.terminate()
            process.wait(10)
