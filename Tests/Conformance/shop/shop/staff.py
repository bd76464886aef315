"""What a shop's staff does in the back office. No sign-in: the tests' servers listen on loopback alone."""

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from .views import body

User = get_user_model()


@csrf_exempt
@require_POST
def create(request):
    """A user as an older shop left it, in any of the configured password formats."""
    data = body(request)
    user = User(username=data["username"], email=data["email"], first_name=data["first_name"])
    if data["password"] is None:
        user.set_unusable_password()
    else:
        user.password = make_password(data["password"], hasher=data.get("algorithm", "default"))
    user.save()
    return JsonResponse({"pk": user.pk}, status=201)


@require_GET
def find(request, email):
    return JsonResponse({"pks": list(User.objects.filter(email=email).order_by("pk").values_list("pk", flat=True))})


@csrf_exempt
@require_POST
def edit(request, pk):
    """Saves the named columns alone: a whole row read earlier would undo what Hesap wrote since."""
    changes = body(request)
    user = User.objects.get(pk=pk)
    for field, value in changes.items():
        setattr(user, field, value)
    user.save(update_fields=list(changes))
    return HttpResponse()


@csrf_exempt
@require_POST
def delete(request, pk):
    User.objects.get(pk=pk).delete()
    return HttpResponse()
