from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from rest_framework import serializers

from .models import City


class CurrencySerializer(serializers.Serializer):
    currency_code = serializers.CharField()

    def validate_currency_code(self, value):
        if value.upper() not in settings.AVAILABLE_CURRENCIES:
            raise serializers.ValidationError("This currency is not available.")
        return value.upper()


class CityChoiceSerializer(serializers.Serializer):
    city = serializers.CharField(max_length=200)


class CitySerializer(serializers.ModelSerializer):
    class Meta:
        model = City
        fields = ["id", "name", "country", "slug"]


class SignInSerializer(serializers.Serializer):
    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False, max_length=4096)


class UserSerializer(serializers.ModelSerializer):
    user_type = serializers.CharField(source="profile.user_type")
    city = CitySerializer(source="profile.city")

    class Meta:
        model = User
        fields = ["pk", "first_name", "last_name", "email", "user_type", "city", "date_joined", "last_login"]


class NewPasswordSerializer(serializers.Serializer):
    new_password1 = serializers.CharField(trim_whitespace=False, max_length=4096)
    new_password2 = serializers.CharField(trim_whitespace=False, max_length=4096)

    def validate(self, data):
        if data["new_password1"] != data["new_password2"]:
            raise serializers.ValidationError({"new_password2": ["The two passwords differ."]})
        try:
            validate_password(data["new_password2"], self.context["user"])
        except ValidationError as error:
            raise serializers.ValidationError({"new_password2": error.messages}) from error
        return data
