"""The shop's own pages, as JSON: who is here, which currency and city, and what else the session holds."""

import json

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

AUTH_KEYS = ("_auth_user_id", "_auth_user_backend", "_auth_user_hash")


def body(request):
    return json.loads(request.body or b"{}")


def csrf_failure(request, reason=""):
    return JsonResponse({"code": "csrf", "detail": reason}, status=403)


@require_GET
def csrf(request):
    return JsonResponse({"csrf_token": get_token(request)})


def profile_city(user):
    """What a shop does that wants Hesap's city: it reads Hesap's table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT city_id FROM hesap_profile WHERE user_id = %s", [user.pk])
        row = cursor.fetchone()
    return row[0] if row else None


def active_currency(session):
    wanted = session.get("currency")
    offered = [code for code in settings.AVAILABLE_CURRENCIES if isinstance(wanted, str) and code == wanted.upper()]
    return offered[0] if offered else settings.DEFAULT_CURRENCY


def described(user):
    return {
        "pk": user.pk,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "last_login": moment(user.last_login),
        "date_joined": moment(user.date_joined),
    }


def moment(time):
    return time and time.isoformat().replace("+00:00", "Z")


@require_GET
def who_am_i(request):
    """Everything that Django knows about this browser; writes nothing."""
    user = request.user if request.user.is_authenticated else None
    data = dict(request.session.items())
    row = Session.objects.filter(pk=request.session.session_key).first() if request.session.session_key else None
    return JsonResponse(
        {
            "user": user and described(user),
            "currency": active_currency(data),
            "city": (user and profile_city(user)) or data.get("city"),
            "data": {key: value for key, value in data.items() if key not in AUTH_KEYS},
            "backend": user and data["_auth_user_backend"],
            "expires": row and moment(row.expire_date),
        }
    )


@require_POST
def currency(request):
    code = str(body(request).get("currency_code") or "").upper()
    if code not in settings.AVAILABLE_CURRENCIES:
        return JsonResponse({"currency_code": ["not offered"]}, status=400)
    request.session["currency"] = code
    return HttpResponse(status=204)


@require_POST
def city(request):
    request.session["city"] = int(body(request)["city"])
    return HttpResponse(status=204)


@require_POST
def keep(request):
    """Puts anything at all into the session, as carts and wizards do; `null` takes it out."""
    for key, value in body(request).items():
        if value is None:
            request.session.pop(key, None)
        else:
            request.session[key] = value
    return HttpResponse(status=204)


@require_POST
def expiry(request):
    """`set_expiry` with seconds, with a moment in time, or with null for the shop's own age."""
    value = body(request)["value"]
    request.session.set_expiry(parse_datetime(value) if isinstance(value, str) else value)
    return HttpResponse(status=204)
