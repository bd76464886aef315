from django.contrib.auth.models import User
from django.db import models


class City(models.Model):
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    slug = models.SlugField(max_length=200)
    population = models.BigIntegerField(default=0)
    priority = models.IntegerField(default=0)

    class Meta:
        ordering = ["-priority", "-population", "id"]
        indexes = [models.Index(fields=["-priority", "-population", "id"])]


class CityName(models.Model):
    """One spelling of a city, folded as `cities.folded` does it."""

    city = models.ForeignKey(City, models.CASCADE, related_name="names")
    folded = models.CharField(max_length=200, db_index=True)


class Profile(models.Model):
    user = models.OneToOneField(User, models.CASCADE, related_name="profile")
    user_type = models.CharField(max_length=20, default="registered")
    phone = models.CharField(max_length=32, blank=True)
    gender = models.CharField(max_length=10, blank=True)
    date_of_birth = models.DateField(null=True)
    city = models.ForeignKey(City, models.SET_NULL, null=True)
    language = models.CharField(max_length=10, blank=True)
    consent_email = models.BooleanField(default=False)
    consent_sms = models.BooleanField(default=False)
    attributes = models.JSONField(default=dict)
    anonymized_at = models.DateTimeField(null=True)


class PasswordHistory(models.Model):
    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    encoded = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(auto_now_add=True)


class Outbox(models.Model):
    """Mails and events that a worker takes from here."""

    topic = models.CharField(max_length=50)
    recipient = models.EmailField(blank=True)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
