"""Eyes on what must not happen on any page: messages on the console, errors, refused loads, requests to other hosts."""

from urllib.parse import urlsplit

LOUD = ("error", "warning")
# Fills a list that the audit reads: some violations reach no console.
REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", event =>
    (window.hesapViolations ||= []).push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    def __init__(self, context, host):
        self.host, self.findings, self.documents = host, [], {}
        # Chromium writes every refused page to the console; those that a test asked for are no finding.
        self.expected = 200
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda failure: self.findings.append(f"error in a script: {failure.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def _console(self, message):
        if message.type not in LOUD:
            return
        if "the server responded with a status of" in message.text:
            status = int(message.text.split("status of ")[1].split()[0])
            if self.expected in (None, status):
                return
        self.findings.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request):
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "about") and parts.netloc != self.host:
            self.findings.append(f"request to another host: {request.url}")

    def _response(self, response):
        if response.request.is_navigation_request() and response.request.frame.parent_frame is None:
            self.documents[response.request.frame] = response

    def expect(self, status):
        """The next page is refused with this status, or with any when it is None."""
        self.expected = status

    def take(self):
        findings, self.findings = self.findings, []
        return findings
