"""Work that a password decides, or that uses up an account: so many requests are prepared as will be sent."""

from django.contrib.auth.hashers import check_password

from .django_rows import OLD_PASSWORDS, PASSWORD, reset_path, session_data, session_keys, stored_user
from .wire import ask_once
from .work import Work, checked

NEW_PASSWORD = "Yepyeni-Parola-77"


def sign_in(shop, count):
    emails = [user.email for user in shop.users(count)]
    return [shop.request("POST", "/users/login/", {"email": email, "password": PASSWORD}) for email in emails]


def check_sign_in(shop):
    (user,) = shop.users(1)
    before = session_keys(shop.alias)
    checked(shop.ask("POST", "/users/login/", {"email": user.email.upper(), "password": PASSWORD}), 200, email=user.email)
    (key,) = session_keys(shop.alias) - before
    assert session_data(shop.alias, key)["_auth_user_id"] == str(user.pk)
    refused = checked(shop.ask("POST", "/users/login/", {"email": user.email, "password": PASSWORD + "x"}), 400)
    assert "non_field_errors" in refused


def _confirm(shop, user, password):
    return shop.request("POST", reset_path(user), {"new_password1": password, "new_password2": password})


def confirm_reset(shop, count):
    return [_confirm(shop, user, NEW_PASSWORD) for user in shop.users(count, OLD_PASSWORDS)]


def check_confirm_reset(shop):
    (user,) = shop.users(1, OLD_PASSWORDS)
    for used in (PASSWORD, OLD_PASSWORDS[0]):
        assert "new_password2" in checked(ask_once(shop.port, _confirm(shop, user, used)), 400)
    request = _confirm(shop, user, NEW_PASSWORD)
    checked(ask_once(shop.port, request), 200)
    assert stored_user(shop.alias, user).check_password(NEW_PASSWORD)
    assert "token" in checked(ask_once(shop.port, request), 400)


def anonymize(shop, count):
    return [shop.request("PATCH", "/users/anonymize/", session=key) for key in shop.shoppers(count)[1]]


def check_anonymize(shop):
    (user,), (key,) = shop.shoppers(1)
    checked(shop.ask("PATCH", "/users/anonymize/", session=key), 200)
    stored = stored_user(shop.alias, user)
    assert not stored.is_active and stored.email.endswith("@anonymized.invalid") and not stored.first_name
    assert session_data(shop.alias, key) is None
    # REST framework answers 403 where there is nothing to put into `WWW-Authenticate`.
    assert shop.ask("PATCH", "/users/anonymize/", session=key)[0] in (401, 403)


def fastapi_sign_in(peer, count):
    return [
        peer.request("POST", "/auth/login", form={"username": user.email, "password": PASSWORD})
        for user in peer.users(count)
    ]


def check_fastapi_sign_in(peer):
    (user,) = peer.users(1)
    form = {"username": user.email, "password": PASSWORD + "x"}
    assert peer.ask("POST", "/auth/login", form=form)[0] == 400
    assert user.id not in peer.session_owners()
    assert peer.ask("POST", "/auth/login", form={**form, "password": PASSWORD})[0] == 204
    assert user.id in peer.session_owners()


def _fastapi_confirm(peer, user, password):
    return peer.request("POST", "/auth/reset-password", {"token": peer.reset_token(user), "password": password})


def fastapi_confirm_reset(peer, count):
    return [_fastapi_confirm(peer, user, NEW_PASSWORD) for user in peer.users(count, OLD_PASSWORDS)]


def check_fastapi_confirm_reset(peer):
    (user,) = peer.users(1, OLD_PASSWORDS)
    for used in (PASSWORD, OLD_PASSWORDS[0]):
        assert ask_once(peer.port, _fastapi_confirm(peer, user, used))[0] == 400
    request = _fastapi_confirm(peer, user, NEW_PASSWORD)
    assert ask_once(peer.port, request)[0] == 200
    assert check_password(NEW_PASSWORD, peer.stored_password(user))
    assert ask_once(peer.port, request)[0] == 400


SIGN_IN = Work("sign-in", sign_in, check_sign_in)
BESIDE_BARE_HASH = Work("sign-in, beside the bare hash", sign_in, check_sign_in)
CONFIRM_RESET = Work("reset confirm, history 5", confirm_reset, check_confirm_reset)
ANONYMIZE = Work("anonymize", anonymize, check_anonymize)
FASTAPI_SIGN_IN = Work(SIGN_IN.name, fastapi_sign_in, check_fastapi_sign_in)
FASTAPI_CONFIRM_RESET = Work(CONFIRM_RESET.name, fastapi_confirm_reset, check_fastapi_confirm_reset)
