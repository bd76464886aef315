"""One person with a browser: a language, a window, with JavaScript or without, with a pointer or a keyboard."""

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from visitor import audit
from visitor.hands import Pointer
from visitor.watch import Watch

LOCALES = {"tr": "tr-TR", "en": "en-GB", "de": "de-DE", "ar": "ar"}
HEIGHT = 800
TIMEOUT = 10_000


@dataclass(frozen=True)
class Kind:
    language: str = "tr"
    script: bool = True
    width: int = 1280
    dark: bool = False
    hands: type = Pointer

    def __str__(self):
        script = "script" if self.script else "no-script"
        return f"{self.language}-{script}-{self.width}-{'dark' if self.dark else 'light'}-{self.hands.name}"


class Visitor:
    # Pages that were looked at already, of all visitors of this run: one look at each state of a page is enough.
    seen = set()
    # Every run of axe, for the figures at the end.
    audits = []

    def __init__(self, chromium, shop, kind, artefacts):
        self.chromium, self.shop, self.kind, self.artefacts = chromium, shop, kind, artefacts
        self.language = kind.language
        self.context = self._context(kind.script)
        self.watch = Watch(self.context, urlsplit(shop.url).netloc)
        self.page = self.context.new_page()
        self.hands = kind.hands(self.page)
        self._twin, self._scheme = None, "dark" if kind.dark else "light"

    def _context(self, script):
        context = self.chromium.new_context(
            base_url=self.shop.url,
            locale=LOCALES[self.kind.language],
            viewport={"width": self.kind.width, "height": HEIGHT},
            color_scheme="dark" if self.kind.dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
        )
        context.set_default_timeout(TIMEOUT)
        return context

    def close(self):
        findings = self.watch.take()
        self.context.close()
        if self._twin:
            self._twin.context.close()
        assert not findings, "\n".join(findings)

    # What is on the page

    @property
    def path(self):
        return urlsplit(self.page.url).path

    def field(self, name):
        return self.page.locator(f'main [name="{name}"]:not([type=hidden])').first

    def form(self, action):
        """The form that posts to an address; no action means the page's own."""
        selector = f'form[method=post][action="{action}"]'
        if action == self.path:
            selector += ", main form[method=post]:not([action])"
        return self.page.locator(selector).first

    def link(self, path):
        return self.page.locator(f'a[href="{path}"], a[href^="{path}?"]').first

    @property
    def notice(self):
        return self.page.locator("[role=status]:not(:empty)").first

    @property
    def problem(self):
        return self.page.locator("[role=alert]:not(:empty)").first

    def errors(self, name):
        """What a screen reader says about a field: it is invalid, and why."""
        field = self.field(name)
        if field.get_attribute("aria-invalid") != "true":
            return ""
        ids = [one for one in (field.get_attribute("aria-describedby") or "").split() if one.endswith("-error")]
        return "\n".join(self.page.locator(f'[id="{one}"]').inner_text() for one in ids)

    # What a person does

    def goto(self, path, status=200):
        self.watch.expect(status)
        self.page.goto(path)
        self.look(status)

    def fill(self, **values):
        for name, value in values.items():
            field = self.field(name)
            self._unfold(field)
            if isinstance(value, bool):
                self.hands.tick(field, value)
            elif field.evaluate("one => one.tagName") == "SELECT":
                self.hands.choose(field, value)
            else:
                self.hands.fill(field, value)

    def _unfold(self, field):
        """Optional fields may be folded away in a <details>."""
        folded = field.locator("xpath=ancestor::details[not(@open)]/summary")
        if folded.count():
            self.hands.open(folded.first)

    def submit(self, action, status=200):
        self.press(self._button(action), status)

    def submit_mistake(self, action, name):
        """A mistake that the script sees is shown before anything is sent; without scripts the server says it."""
        if not self.kind.script:
            return self.submit(action)
        before = self.watch.documents[self.page.main_frame]
        self.hands.press(self._button(action))
        self.page.wait_for_function("name => document.activeElement.name === name", arg=name)
        assert self.watch.documents[self.page.main_frame] is before, "it was sent all the same"

    def _button(self, action):
        return self.form(action).locator("button:not([type=button])").first

    def follow(self, path, status=200):
        self.press(self.link(path), status)

    def back(self, status=200):
        self.watch.expect(status)
        self.page.go_back(wait_until="load")
        self.look(status)

    def press(self, control, status=200):
        self._unfold(control)
        self.watch.expect(status)
        with self.page.expect_navigation(wait_until="load"):
            self.hands.press(control)
        self.look(status)

    @property
    def status(self):
        return self.watch.documents[self.page.main_frame].status

    # What everybody looks at

    def look(self, status=200):
        """The page as it stands now: nothing of what the bars forbid."""
        response = self.watch.documents[self.page.main_frame]
        html = response.body()
        findings = self.watch.take()
        if status is not None and response.status != status:
            findings.append(f"status {response.status}, not {status}")
        findings += audit.header_findings(response.headers, self.path)
        findings += audit.fact_findings(self.page.evaluate(audit.FACTS), self.language, len(html))
        key = (self.path, self.language, self.kind.dark, self.kind.script, self.kind.width, audit.shape(html.decode()))
        if key not in Visitor.seen:
            Visitor.seen.add(key)
            findings += audit.overflow_findings(self.page)
            findings += self.axe(html)
        assert not findings, f"{self.page.url} ({self.kind}):\n" + "\n".join(findings)

    def axe(self, html=None):
        """Axe is a script: what a browser without scripts shows is looked at in a twin that runs no other."""
        self.audits.append((audit.page_of(self.path), self.language, self._scheme))
        if self.kind.script:
            return audit.axe_findings(self.page)
        return audit.axe_findings(self._in_twin(html or self.page.content()))

    def _in_twin(self, html):
        if self._twin is None:
            self._twin = self._context(script=True).new_page()
        self._twin.set_viewport_size(self.page.viewport_size)
        self._twin.emulate_media(color_scheme=self._scheme)
        headers = {"Content-Security-Policy": "script-src 'none'", "Content-Type": "text/html; charset=utf-8"}
        address = self.page.url
        self._twin.route(address, lambda route: route.fulfill(status=200, headers=headers, body=html))
        self._twin.goto(address)
        self._twin.unroute(address)
        return self._twin

    def look_again(self):
        """What the script added since the page was loaded."""
        findings = self.watch.take() + audit.overflow_findings(self.page) + self.axe()
        assert not findings, f"{self.page.url} ({self.kind}), as it stands:\n" + "\n".join(findings)

    def look_in(self, looks):
        """The same page in other windows and the other theme."""
        findings = []
        for width, dark in looks:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            self._show_in(dark)
            findings += [f"{width} px, {'dark' if dark else 'light'}: {one}" for one in self._look_now()]
        self.page.set_viewport_size({"width": self.kind.width, "height": HEIGHT})
        self._show_in(self.kind.dark)
        assert not findings, f"{self.page.url} ({self.kind}):\n" + "\n".join(findings)

    def _show_in(self, dark):
        self._scheme = "dark" if dark else "light"
        self.page.emulate_media(color_scheme=self._scheme)

    def _look_now(self):
        return audit.overflow_findings(self.page) + self.axe()

    def goto_until(self, path, condition):
        """Reloads until a changed setting has reached the server, which takes up to a second."""
        end = time.monotonic() + TIMEOUT / 1000
        self.goto(path)
        while not condition():
            assert time.monotonic() < end, f"{path} does not change"
            self.goto(path)

    def screenshot(self, name):
        self.artefacts.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.artefacts / f"{name}-{self.kind}.png", full_page=True)
