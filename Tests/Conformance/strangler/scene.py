"""The set-up: a Django shop under gunicorn, nginx with TLS before it, and room for Hesap beside it.

Nothing outside one temporary folder is touched: what stands under /etc on a real machine stands under `etc` in it.
"""

import json
import secrets
import ssl
import time
from pathlib import Path

from stage.browser import Connection
from stage.processes import Server, StageError, clean_environment, free_port, gunicorn, hesap_binary, run
from strangler.guide import file_block

HOST = "shop.example"
ITERATIONS = 1_000
# A shopper comes from elsewhere than the proxy, so that the two can be told apart.
SHOPPER_ADDRESS = "127.0.0.2"

# The shop's nginx as it was before Hesap, but for the temporary folder that holds all of it.
NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx-error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    include conf.d/*.conf;
    include sites-enabled/*;
}}
"""
SITE = """
upstream shop {{ server 127.0.0.1:{django}; }}
server {{
    listen 127.0.0.1:{nginx} ssl;
    server_name shop.example;
    ssl_certificate {folder}/certificate.pem;
    ssl_certificate_key {folder}/key.pem;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    location / {{
        proxy_pass http://shop;
    }}
}}
"""
NGINX_FILES = ("conf.d/hesap.conf", "snippets/hesap.conf", "snippets/hesap-proxy.conf")


class Scene:
    def __init__(self, folder, database_url, iterations=ITERATIONS, time_zone="UTC"):
        self.folder, self.url = Path(folder), database_url
        self.etc = self.folder / "etc"
        self.ports = {name: free_port() for name in ("nginx", "django", "hesap", "operations")}
        self.key = secrets.token_urlsafe(48)
        self.mail = self.folder / "shop-mail"
        self.nginx_folder = self.etc / "nginx"
        for name in ("conf.d", "snippets", "sites-enabled"):
            (self.nginx_folder / name).mkdir(parents=True)
        self.mail.mkdir()
        self.shop_environment = clean_environment(
            SHOP_DATABASE_URL=database_url,
            SHOP_SECRET_KEY=self.key,
            SHOP_PASSWORD_ITERATIONS=iterations,
            SHOP_TIME_ZONE=time_zone,
            SHOP_MAIL_DIR=self.mail,
            SHOP_BEHIND_TLS="yes",
            SHOP_ALLOWED_HOSTS=json.dumps([HOST]),
        )
        self.django = gunicorn(self.shop_environment, folder, self.ports["django"], workers=3, threads=2)
        self.nginx = None
        self.hesap = None

    # The parts

    def start_shop(self):
        """Django and nginx, as they were before."""
        self._make_certificate()
        conf = self.nginx_folder / "nginx.conf"
        conf.write_text(NGINX.format(folder=self.folder))
        (self.nginx_folder / "sites-enabled/shop").write_text(SITE.format(folder=self.folder, **self.ports))
        self.nginx_command = ["nginx", "-p", self.folder, "-c", conf, "-e", self.folder / "nginx-error.log"]
        self.nginx = TLSServer("nginx", self.nginx_command, clean_environment(), self.folder, self.ports["nginx"], "/")
        self.django.start()
        self.nginx.start()

    def _make_certificate(self):
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
        command += ["-keyout", self.folder / "key.pem", "-out", self.folder / "certificate.pem"]
        run(command, clean_environment(), self.folder)

    def install_nginx_lines(self):
        """The very text of the guide, with the port that the system chose."""
        for name in NGINX_FILES:
            text = file_block(f"/nginx/{name}").replace("127.0.0.1:8080", f"127.0.0.1:{self.ports['hesap']}")
            (self.nginx_folder / name).write_text(text)
        site = self.nginx_folder / "sites-enabled/shop"
        before, rest = site.read_text().split("    location / {", 1)
        site.write_text(f"{before}    include snippets/hesap.conf;\n    location / {{{rest}")

    def reload_nginx(self):
        run([*self.nginx_command, "-t"], clean_environment(), self.folder)
        run([*self.nginx_command, "-s", "reload"], clean_environment(), self.folder)
        self.wait_for_nginx(hesap=True)

    def wait_for_nginx(self, hesap):
        """A reload is over when another server answers, nginx does not tell; and for a moment the old and the new
        worker take connections by turns."""
        end, times = time.monotonic() + 20, 0
        while time.monotonic() < end:
            answer = self.front().send("GET", "/users/city/")
            times = times + 1 if answered_by_hesap(answer) == hesap else 0
            if times == 5:
                return
            time.sleep(0.05)
        raise StageError("nginx does not take its new configuration over")

    @property
    def hesap_environment(self):
        return clean_environment(
            HESAP_DATABASE_URL=self.url,
            HESAP_SECRET_KEY=self.key,
            HESAP_PUBLIC_URL=f"https://{HOST}",
            HESAP_TRUSTED_PROXIES="127.0.0.1",
            HESAP_SESSION_COOKIE_NAMES="sessionid",
            HESAP_PASSWORD_ITERATIONS=ITERATIONS,
            HESAP_MAIL_URL=f"file:{self.folder / 'hesap-mail'}",
            HESAP_PORT=self.ports["hesap"],
            HESAP_OPS_PORT=self.ports["operations"],
        )

    def hesap_command(self, *arguments):
        return run([hesap_binary(), *arguments], self.hesap_environment, self.folder).strip()

    def start_hesap(self):
        command, port = [hesap_binary(), "serve"], self.ports["hesap"]
        self.hesap = Server("hesap", command, self.hesap_environment, self.folder, port, "/csrf_token/").start()

    def stop(self):
        statuses = {}
        for server in (self.nginx, self.hesap, self.django):
            if server is not None and server.process is not None:
                statuses[server.name] = server.stop()
        return statuses

    # The shopper's side

    def front(self):
        """Through nginx, as every shopper comes."""
        context = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        context.check_hostname = False
        return Connection(self.ports["nginx"], HOST, tls=context, source=SHOPPER_ADDRESS)

    def direct(self, name):
        """Past nginx, and as nginx would ask: for what is not among the four paths."""
        headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": SHOPPER_ADDRESS}
        return Connection(self.ports[name], HOST, headers)

    def rows(self, statement):
        """What stands in the database, asked in another way than through either server."""
        if self.url.startswith("sqlite:"):
            import sqlite3

            connection = sqlite3.connect(self.url.removeprefix("sqlite:"))
        else:
            import psycopg

            connection = psycopg.connect(self.url)
        try:
            return [tuple(row) for row in connection.execute(statement).fetchall()]
        finally:
            connection.close()


def answered_by_hesap(answer):
    """Django's shop has no request ids."""
    return any(name.lower() == "x-request-id" for name, _ in answer.headers)


class TLSServer(Server):
    def _answers(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        try:
            return Connection(self.port, HOST, tls=context).send("GET", "/shop/whoami/").status == 200
        except OSError:
            return False
