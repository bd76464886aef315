"""The same endpoint as a plain Django view under gunicorn with three workers, on the same database and the same keys."""

import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from hesap_process import free_port

SETTINGS = """
from urllib.parse import urlsplit, unquote
import os
URL = urlsplit(os.environ["PEER_DATABASE"])
DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "HOST": URL.hostname, "PORT": URL.port,
    "USER": URL.username, "PASSWORD": unquote(URL.password), "NAME": URL.path[1:], "CONN_MAX_AGE": None}}
SECRET_KEY = os.environ["PEER_KEY"]
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "peer"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"]
USE_TZ = True
"""

VIEWS = """
import json
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import path

def activate_currency(request):
    code = json.loads(request.body).get("currency_code", "").upper()
    if code not in ("TRY", "USD", "EUR"):
        return JsonResponse({"currency_code": ["unknown"]}, status=400)
    request.session["currency"] = code
    return HttpResponse(status=204)

def csrf_token(request):
    return JsonResponse({"csrf_token": get_token(request)})

urlpatterns = [path("django/users/activate-currency/", activate_currency), path("csrf_token/", csrf_token)]
application = get_wsgi_application()
"""


class DjangoShop:
    def __init__(self, database, key):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hesap-peer-"))
        (self.folder / "peer_settings.py").write_text(SETTINGS)
        (self.folder / "peer.py").write_text(VIEWS)
        self.port = free_port()
        self.environment = {
            "PATH": os.environ["PATH"], "PEER_DATABASE": database, "PEER_KEY": key, "DJANGO_SETTINGS_MODULE": "peer_settings"
        }

    def __enter__(self):
        self.log = open(self.folder / "log", "w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-w", "3", "-b", f"127.0.0.1:{self.port}", "peer:application"],
            cwd=self.folder, env=self.environment, stdout=self.log, stderr=self.log,
        )
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text())

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
