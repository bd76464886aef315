"""Every path of the shop."""

from django.urls import path

from . import accounts, staff, views

urlpatterns = [
    # The shop's own answers at the paths that a proxy gives to Hesap.
    path("users/activate-currency/", views.currency),
    path("users/city/", views.city),
    path("users/reset/<uidb64>/<token>/", accounts.ConfirmReset.as_view()),
    path("shop/csrf/", views.csrf),
    path("shop/whoami/", views.who_am_i),
    path("shop/currency/", views.currency),
    path("shop/city/", views.city),
    path("shop/keep/", views.keep),
    path("shop/expiry/", views.expiry),
    path("accounts/login/", accounts.sign_in),
    path("accounts/logout/", accounts.sign_out),
    path("accounts/register/", accounts.register),
    path("accounts/password/", accounts.change_password),
    path("accounts/forgotten/", accounts.request_reset),
    path("accounts/link/<uidb64>/<token>/", accounts.link),
    path("accounts/reset/<uidb64>/<token>/", accounts.ConfirmReset.as_view()),
    path("staff/users/", staff.create),
    path("staff/find/<email>/", staff.find),
    path("staff/users/<int:pk>/", staff.edit),
    path("staff/users/<int:pk>/delete/", staff.delete),
]
