"""What every page must stand: axe, weight, narrow and zoomed windows, the headers that keep it to itself."""

import re
import urllib.request
from functools import cache
from importlib.resources import files

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
RUN_AXE = """
tags => axe.run(document, {runOnly: tags, resultTypes: ["violations"]}).then(found => found.violations.map(
    rule => `${rule.id}: ${rule.help}: ` + rule.nodes.map(node => node.html.slice(0, 160)).join(" | ")))
"""
FACTS = """
() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    title: document.title.trim(),
    headings: document.querySelectorAll("h1").length,
    resources: [...document.querySelectorAll("link[rel~=stylesheet], script[src]")].map(one => one.href || one.src),
    inline: document.querySelectorAll("style, script:not([src]), [style], [onclick], [onsubmit]").length,
    violations: window.hesapViolations || [],
})
"""
OVERFLOW = """
() => {
    const page = document.documentElement;
    if (page.scrollWidth <= page.clientWidth) return null;
    const wide = [...document.body.querySelectorAll("*")].filter(one => {
        const box = one.getBoundingClientRect();
        return box.right > page.clientWidth + 1 || box.left < -1 || one.scrollWidth > one.clientWidth + 1;
    });
    return `${page.scrollWidth} px: ` + wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120)).join(" | ");
}
"""
# 320 px is the narrowest phone; 640 is a window of 1280 at 200 % zoom.
NARROW = (320, 640)
WEIGHT = 30 * 1024
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Shows the HTML part of a mail in a frame, which no other page has.
MAIL_PAGE = re.compile("/dev/mailbox/[^/]+/")


@cache
def weight_of(address):
    request = urllib.request.Request(address, headers={"Accept-Encoding": "identity"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return len(answer.read())


def directives(policy):
    return {part.strip() for part in policy.split(";") if part.strip()}


def header_findings(headers, path):
    """A personal page stays out of every cache, and a reset page's address out of every Referer."""
    policy = directives(headers.get("content-security-policy", ""))
    # The pages themselves say same-origin in their head: their forms have to send an Origin.
    referrer = "no-referrer" if path.startswith("/users/reset/") else "same-origin"
    expected = {
        "x-content-type-options": "nosniff",
        "referrer-policy": referrer,
    }
    found = [
        f"{name} is {headers.get(name)}, not {value}" for name, value in expected.items() if headers.get(name) != value
    ]
    wanted = directives(POLICY)
    if MAIL_PAGE.fullmatch(path):
        wanted.add("frame-src 'self'")
    if policy != wanted:
        found.append(f"content-security-policy differs: {sorted(policy ^ wanted)}")
    if "no-store" not in headers.get("cache-control", ""):
        found.append(f"cache-control is {headers.get('cache-control')}")
    return found


def fact_findings(facts, language, html):
    expected = {"lang": language, "dir": "rtl" if language == "ar" else "ltr", "headings": 1}
    found = [f"{name} is {facts[name]!r}, not {value!r}" for name, value in expected.items() if facts[name] != value]
    if not facts["title"]:
        found.append("the title is empty")
    if facts["inline"]:
        found.append(f"{facts['inline']} inline styles or scripts")
    weight = html + sum(weight_of(address) for address in facts["resources"])
    if weight >= WEIGHT:
        found.append(f"weighs {weight} bytes, {html} of them HTML")
    return found + [f"policy violation: {one}" for one in facts["violations"]]


def overflow_findings(page):
    """Leaves the window as it was."""
    before, found = page.viewport_size, []
    for width in dict.fromkeys([before["width"], *NARROW]):
        page.set_viewport_size({"width": width, "height": before["height"]})
        wide = page.evaluate(OVERFLOW)
        if wide:
            found.append(f"scrolls sideways at {width} px: {wide}")
    page.set_viewport_size(before)
    return found


def axe_findings(page):
    page.evaluate(AXE)
    return page.evaluate(RUN_AXE, list(TAGS))


def page_of(path):
    """The page that an address shows, without what differs from shopper to shopper."""
    path = re.sub("/users/reset/[^/]+/", "/users/reset/…/", path)
    path = re.sub("(?<=/dev/mailbox/)[^/]+/", "…/", path)
    return re.sub("/[0-9a-z]{16,}/", "/…/", path)


def shape(html):
    """The page without what differs from visit to visit, so that one state of a page is looked at once."""
    html = re.sub(r'(csrf[^>]*?(?:value|content)=")[^"]*', r"\1", html)
    return re.sub(r"\d+", "0", html)
