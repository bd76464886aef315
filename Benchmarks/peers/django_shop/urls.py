from django.urls import path

from . import views

urlpatterns = [
    path("csrf_token/", views.CSRFToken.as_view()),
    path("users/activate-currency/", views.ActivateCurrency.as_view()),
    path("users/city/", views.ChooseCity.as_view()),
    path("address/city/", views.SearchCities.as_view()),
    path("users/session/", views.ShowSession.as_view()),
    path("users/login/", views.SignIn.as_view()),
    path("users/reset/<uidb64>/<token>/", views.ConfirmReset.as_view()),
    path("users/anonymize/", views.Anonymize.as_view()),
]
