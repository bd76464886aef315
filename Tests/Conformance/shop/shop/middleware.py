"""What nearly every shop's middleware or template does: ask who is signed in, on each request."""


def who_is_it(get_response):
    def middleware(request):
        # Evaluating it is what makes Django verify the session's hash.
        request.user.is_authenticated  # noqa: B018
        return get_response(request)

    return middleware
