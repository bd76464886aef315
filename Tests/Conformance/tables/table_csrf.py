"""CSRF cookies and tokens, in the form of now and in that before Django 4.1."""

import string

from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, _mask_cipher_secret, _unmask_cipher_token
from django.test import RequestFactory

import texts
from table import Table

ALPHABET = string.ascii_letters + string.digits


def failure(request, reason=""):
    """The setting CSRF_FAILURE_VIEW."""
    return HttpResponse(reason, status=403)


class CSRFPairs(Table):
    """Django's answer is its middleware's; a random mask differs each time, so it is drawn with the case."""

    name = "CSRF cookie and token"
    short_cases = 1500

    def picked_cases(self):
        secret, other = "a" * 32, "aB3" * 10 + "zz"
        masked = masked_with("zY9" * 10 + "bb", secret)
        forms = [secret, masked, "a" * 64, other, masked_with("b" * 32, other), "a" * 31, "a" * 33, "a" * 63, "a" * 65]
        forms += ["ğ" * 32, "a" * 31 + "-", "a" * 31 + "\0", "😀" * 32, "é" * 16, "a" * 100_000, masked.swapcase(), "_" * 64]
        tokens = [*forms, " " + secret, secret + "\n"]
        return [{"cookie": cookie, "token": token} for cookie in [*forms, ""] for token in tokens]

    def random_case(self, rng):
        secret = letters(rng)
        cookie, token = secret, masked_with(letters(rng), secret)
        if rng.randrange(3) == 0:
            cookie = masked_with(letters(rng), secret)
        if rng.randrange(4) == 0:
            token = secret
        match rng.randrange(4):
            case 0:
                token = texts.mutated(rng, token) or "x"
            case 1:
                cookie = texts.mutated(rng, cookie)
        return {"cookie": cookie, "token": token}

    def ask_django(self, case):
        request = RequestFactory(enforce_csrf_checks=True).post("/", {"csrfmiddlewaretoken": case["token"]})
        request.COOKIES["csrftoken"] = case["cookie"]
        middleware = CsrfViewMiddleware(lambda request: HttpResponse())
        middleware.process_request(request)
        refusal = middleware.process_view(request, lambda request: HttpResponse(), (), {})
        if refusal is None:
            return "accepted"
        reason = refusal.content.decode().rstrip(".")
        return reason.replace("CSRF token from POST", "token").replace("CSRF cookie", "cookie")

    def ask_hesap(self, case):
        return self.peer.ask("csrf.check", submitted=case["token"], cookie=case["cookie"])


class CSRFMasks(Table):
    """Each side's masks and secrets, taken apart by the other."""

    name = "CSRF masks"

    def random_case(self, rng):
        return {"secret": letters(rng)}

    def ask_django(self, case):
        return case["secret"], case["secret"], "accepted"

    def ask_hesap(self, case):
        ours = self.peer.ask("csrf.mask", secret=case["secret"])
        fresh = self.peer.ask("csrf.make")
        verdict = CSRFPairs.ask_django(self, {"cookie": fresh, "token": self.peer.ask("csrf.mask", secret=fresh)})
        theirs = self.peer.ask("csrf.read", text=_mask_cipher_secret(case["secret"]))
        return _unmask_cipher_token(ours), theirs, verdict


def letters(rng):
    return "".join(rng.choice(ALPHABET) for _ in range(32))


def masked_with(mask, secret):
    pairs = zip(secret, mask)
    cipher = (ALPHABET[(ALPHABET.index(letter) + ALPHABET.index(shift)) % len(ALPHABET)] for letter, shift in pairs)
    return mask + "".join(cipher)
