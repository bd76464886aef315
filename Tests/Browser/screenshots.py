"""screenshots.py: makes the README's pictures anew, in docs/images. Needs what run.sh installs; HESAP_BINARY as there."""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from playwright.sync_api import sync_playwright  # noqa: E402
from stage.chromium import launch  # noqa: E402
from stage.shop import REPOSITORY, Shop  # noqa: E402
from visitor.visitor import Kind, Visitor  # noqa: E402

IMAGES = REPOSITORY / "docs/images"
# A README shows them side by side: larger ones only take longer to load.
LIMIT = 150 * 1024
PASSWORDS = {}
SHOP_NAME, ACCENT = "Lale & Co.", "#0a7d5a"
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 36" font-family="Georgia, serif" fill="#0a7d5a">
<path d="M4 6l7 6 6-9 6 9 7-6c3 15-3 25-13 27C7 31 1 21 4 6z"/><text x="42" y="26" font-size="22">Lale &amp; Co.</text>
</svg>"""
PEOPLE = {
    "en": ("Ada", "Yıldız", "ada@mail.example"),
    "de": ("Jürgen", "Weiß", "juergen@mail.example"),
    "ar": ("ليلى", "الحداد", "leyla@mail.example"),
}
# File, page, signed in, who looks, height.
PICTURES = [
    ("sign-in", "/account/login/", False, Kind("en", width=640), 720),
    ("account-dark", "/account/", True, Kind("en", width=640, dark=True), 720),
    ("anonymize", "/account/anonymize/", True, Kind("de", width=640), 900),
    ("profile-arabic-phone", "/account/profile/", True, Kind("ar", width=390, dark=True), 900),
]
# The place of a scroll bar, which is not in the picture.
GUTTER = 15


def sign_in(visitor, shop):
    first, last, address = PEOPLE[visitor.language]
    if not shop.query("SELECT id FROM auth_user WHERE email = ?", address):
        shopper = shop.shopper(visitor.language, (first, last))
        shop.query("UPDATE auth_user SET email = ?, username = ? WHERE id = ?", address, address, shopper.id)
        PASSWORDS[address] = shopper.password
    visitor.goto("/account/login/")
    visitor.fill(email=address, password=PASSWORDS[address])
    visitor.submit("/account/login/")


def take(chromium, shop, name, path, signed_in, kind, height):
    visitor = Visitor(chromium, shop, kind, IMAGES)
    visitor.page.set_viewport_size({"width": kind.width + GUTTER, "height": height})
    if signed_in:
        sign_in(visitor, shop)
        # Past the greeting, which is shown once.
        visitor.goto("/account/")
    visitor.page.goto(path)
    visitor.page.mouse.move(0, 0)
    file = IMAGES / f"{name}.png"
    visitor.page.screenshot(path=file, clip={"x": 0, "y": 0, "width": kind.width, "height": height})
    visitor.close()
    if file.stat().st_size > LIMIT:
        raise SystemExit(f"{file} is larger than {LIMIT} bytes")
    print(file.relative_to(REPOSITORY), file.stat().st_size)


def main():
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        logo = Path(folder, "logo.svg")
        logo.write_text(LOGO, encoding="utf-8")
        shop = Shop(folder, HESAP_SHOP_NAME=SHOP_NAME, HESAP_ACCENT_COLOR=ACCENT, HESAP_SHOP_LOGO=logo)
        try:
            shop.start()
            chromium = launch(playwright)
            for picture in PICTURES:
                take(chromium, shop, *picture)
        finally:
            shop.stop()


if __name__ == "__main__":
    main()
