"""What schemathesis needs of a visitor: cookies and CSRF token, of a guest or of a shopper who is signed in.

Loaded by schemathesis itself (SCHEMATHESIS_HOOKS). A shopper who signed out, was signed out or anonymized registers and
signs in again before the next case.
"""

import itertools
import os

import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import negated_parameters

from hesap_process import Shopper

PORT = int(os.environ["TORTURE_PORT"])
IS_SHOPPER = os.environ["TORTURE_VISITOR"] == "shopper"
PASSWORD = "Kedi-Balkon-42"
# What may follow what, which the document does not say: operation, status, the next one, and what that needs of the answer.
LINKS = [
    ("GET /users/sessions/", 200, "endSession", {"id": "$response.body#/0/id"}),
    ("GET /address/city/", 200, "showOneCity", {"id": "$response.body#/results/0/id"}),
    ("POST /users/city/", 200, "showOneCity", {"id": "$response.body#/id"}),
    ("POST /users/city/", 200, "showCity", {}),
    ("POST /users/activate-currency/", 204, "showSession", {}),
    ("POST /users/language/", 204, "showSession", {}),
    ("PATCH /users/profile/", 200, "showProfile", {}),
    ("POST /users/registration/", 201, "signIn", {}),
    ("POST /users/login/", 200, "listSessions", {}),
    ("POST /users/logout/", 200, "currentUser", {}),
    ("DELETE /users/sessions/", 204, "listSessions", {}),
    ("GET /users/anonymize/", 200, "anonymize", {}),
    ("PATCH /users/anonymize/", 200, "showSession", {}),
    ("POST /users/password/reset/", 200, "checkResetLink", {"uidb64": "NDI", "token": "d0l1zs-7c3a5e9b1f2d4c6a8e0b3d5f7a9c1e2b"}),
]
numbers = itertools.count()


class Visitor:
    """Remembers the cookies that the answers to cases set."""

    def __init__(self):
        self.cookies = {}

    def ready(self):
        if "csrftoken" not in self.cookies or IS_SHOPPER and "sessionid" not in self.cookies:
            self.cookies = sign_in() if IS_SHOPPER else guest()
        return self.cookies

    def note(self, headers):
        for line in headers.get("set-cookie", []):
            name, value = line.split(";")[0].split("=", 1)
            self.cookies.pop(name, None) if "Max-Age=0" in line else self.cookies.update({name: value})


def guest():
    shopper = Shopper(PORT)
    shopper.request("GET", "/csrf_token/")
    return shopper.cookies


def sign_in():
    shopper, email = Shopper(PORT), f"shopper{next(numbers)}@example.com"
    person = {"first_name": "Ayşe", "last_name": "Yılmaz", "email": email, "password": PASSWORD, "confirm": True}
    assert shopper.request("POST", "/users/registration/", person)[0] == 201
    assert shopper.request("POST", "/users/login/", {"email": email, "password": PASSWORD})[0] == 200
    return shopper.cookies


visitor = Visitor()


@schemathesis.auth(refresh_interval=None)
class Cookies:
    def get(self, case, context):
        return dict(visitor.ready())

    def set(self, case, cookies, context):
        """Leaves alone what a case spoils on purpose."""
        spoilt = set(negated_parameters(case.meta))
        case.cookies.update({name: value for name, value in cookies.items() if (name, ParameterLocation.COOKIE) not in spoilt})
        # No other header can be wrong.
        if not (case.meta and case.meta.is_negative_at(ParameterLocation.HEADER)):
            case.headers["X-CSRFToken"] = cookies["csrftoken"]


@schemathesis.hook
def before_load_schema(context, raw_schema):
    for name, status, following, parameters in LINKS:
        method, path = name.split()
        answer = raw_schema["paths"][path][method.lower()]["responses"][str(status)]
        answer.setdefault("links", {})[following] = {"operationId": following, "parameters": parameters}


@schemathesis.hook
def after_call(context, case, response):
    visitor.note(response.headers)
