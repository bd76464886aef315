"""Signing in and out and everything about passwords: Django's own forms and views, answering JSON."""

from django.contrib.auth import authenticate, get_user_model, login, logout, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm, PasswordResetForm
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.http import require_GET, require_POST

from .views import body, described

User = get_user_model()


@require_POST
def sign_in(request):
    data = body(request)
    user = authenticate(request, email=data["email"], password=data["password"])
    if user is None:
        return JsonResponse({"non_field_errors": ["cannot sign in"]}, status=400)
    login(request, user)
    return JsonResponse(described(user))


@require_POST
def sign_out(request):
    logout(request)
    return HttpResponse()


@require_POST
def register(request):
    data = body(request)
    if User.objects.filter(email__iexact=data["email"]).exists():
        return JsonResponse({"email": ["taken"]}, status=400)
    user = User(username=data["email"], email=data["email"], first_name=data["first_name"])
    try:
        validate_password(data["password"], user)
    except ValidationError as error:
        return JsonResponse({"password": error.messages}, status=400)
    user.set_password(data["password"])
    user.save()
    return JsonResponse({"pk": user.pk}, status=201)


@require_POST
def change_password(request):
    if not request.user.is_authenticated:
        return JsonResponse({"code": "not_authenticated"}, status=401)
    form = PasswordChangeForm(request.user, body(request))
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    form.save()
    update_session_auth_hash(request, form.user)
    return HttpResponse()


@require_POST
def request_reset(request):
    form = PasswordResetForm(body(request))
    if not form.is_valid():
        return JsonResponse(form.errors, status=400)
    form.save(request=request, use_https=request.is_secure(), email_template_name="reset_mail.txt")
    return HttpResponse()


class ConfirmReset(PasswordResetConfirmView):
    """Django's view with all of its steps: the token moves into the session and out of the address first."""

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        return {**kwargs, "data": body(self.request)} if self.request.method == "POST" else kwargs

    def render_to_response(self, context, **kwargs):
        form = context.get("form")
        errors = dict(form.errors) if form is not None and form.is_bound else {}
        return JsonResponse({"valid": self.validlink, "errors": errors}, status=400 if errors else 200)

    def form_valid(self, form):
        super().form_valid(form)
        return HttpResponse()

    def get_success_url(self):
        return "/"


@require_GET
def link(request, uidb64, token):
    """Whether the link is good; consumes nothing, unlike the view it does not touch the session."""
    try:
        user = User.objects.get(pk=urlsafe_base64_decode(uidb64).decode())
    except (ValueError, TypeError, OverflowError, User.DoesNotExist, ValidationError):
        user = None
    return JsonResponse({"valid": user is not None and default_token_generator.check_token(user, token)})
