"""The endpoints that are measured, at the paths and with the answers of Hesap."""

import secrets

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_protect
from rest_framework import exceptions, generics, pagination, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from .cities import folded
from .models import City, CityName, Outbox
from .serializers import (
    CityChoiceSerializer,
    CitySerializer,
    CurrencySerializer,
    NewPasswordSerializer,
    SignInSerializer,
    UserSerializer,
)


@method_decorator(csrf_protect, name="dispatch")
class ShopView(APIView):
    """REST framework exempts its views from CSRF, and checks only who is signed in; this shop checks guests too."""

    def valid(self, serializer, **context):
        form = serializer(data=self.request.data, context=context)
        form.is_valid(raise_exception=True)
        return form.validated_data


class CSRFToken(APIView):
    def get(self, request):
        return Response({"csrf_token": get_token(request._request)})


class ActivateCurrency(ShopView):
    def post(self, request):
        request.session["currency"] = self.valid(CurrencySerializer)["currency_code"]
        return Response(status=status.HTTP_204_NO_CONTENT)


class ChooseCity(ShopView):
    def post(self, request):
        name = folded(self.valid(CityChoiceSerializer)["city"])
        city = City.objects.filter(names__folded=name).first()
        if city is None:
            raise exceptions.NotFound()
        if request.user.is_authenticated:
            request.user.profile.city = city
            request.user.profile.save(update_fields=["city"])
        else:
            request.session["city"] = city.pk
        return Response(CitySerializer(city).data)


class CityPages(pagination.PageNumberPagination):
    page_size = 20
    page_size_query_param = "page_size"


class SearchCities(generics.ListAPIView):
    serializer_class = CitySerializer
    pagination_class = CityPages
    authentication_classes = []

    def get_queryset(self):
        prefix = folded(self.request.query_params.get("q", ""))
        # A range, since LIKE does not use the index on SQLite.
        found = CityName.objects.filter(folded__gte=prefix, folded__lt=prefix + "\U0010ffff")
        return City.objects.filter(pk__in=found.values("city_id"))


class ShowSession(ShopView):
    def get(self, request):
        if request.user.is_authenticated:
            profile = request.user.profile
            user_type, city = profile.user_type, profile.city
        else:
            user_type, city = "guest", City.objects.filter(pk=request.session.get("city")).first()
        return Response(
            {
                "is_authenticated": request.user.is_authenticated,
                "user_type": user_type,
                "currency": request.session.get("currency", settings.DEFAULT_CURRENCY),
                "city": city and CitySerializer(city).data,
                "language": get_language(),
            }
        )


class SignIn(ShopView):
    def post(self, request):
        user = authenticate(request, **self.valid(SignInSerializer))
        if user is None:
            raise exceptions.ValidationError({"non_field_errors": ["Cannot sign in."]})
        login(request._request, user)
        return Response(UserSerializer(user).data)


class ConfirmReset(ShopView):
    def post(self, request, uidb64, token):
        user = self.owner(uidb64)
        if user is None or not default_token_generator.check_token(user, token):
            raise exceptions.ValidationError({"token": ["This link is not valid."]})
        password = self.valid(NewPasswordSerializer, user=user)["new_password2"]
        replaced = user.password
        # Before the transaction, which keeps all other writers out.
        user.set_password(password)
        with transaction.atomic():
            user.old_passwords.create(encoded=replaced)
            kept = user.old_passwords.order_by("-id")[: settings.PASSWORD_HISTORY_LENGTH]
            user.old_passwords.exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
            user.save(update_fields=["password"])
            user.profile.user_type = "registered"
            user.profile.save(update_fields=["user_type"])
            Outbox.objects.create(topic="mail.password_changed", recipient=user.email)
        return Response()

    def owner(self, uidb64):
        try:
            return User.objects.get(pk=urlsafe_base64_decode(uidb64).decode())
        except (ValueError, User.DoesNotExist):
            return None


class Anonymize(ShopView):
    permission_classes = [IsAuthenticated]

    def patch(self, request):
        user, profile = request.user, request.user.profile
        with transaction.atomic():
            Outbox.objects.create(topic="mail.anonymized", recipient=user.email)
            Outbox.objects.create(topic="user.anonymized", payload={"user": user.pk})
            user.username = f"anonymized-{secrets.token_hex(16)}"
            user.email = f"{user.username}@anonymized.invalid"
            user.first_name = user.last_name = ""
            user.is_active = False
            user.set_unusable_password()
            user.save()
            profile.user_type, profile.anonymized_at = "anonymized", timezone.now()
            profile.phone = profile.gender = profile.language = ""
            profile.date_of_birth = profile.city = None
            profile.consent_email = profile.consent_sms = False
            profile.attributes = {}
            profile.save()
            user.old_passwords.all().delete()
            logout(request._request)
        return Response()
