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
NAMES = {"en": ("Ada", "Yıldız"), "tr": ("Ayşe", "Öztürk"), "ar": ("ليلى", "الحداد"), "de": ("Jürgen", "Weiß")}
# File, page, signed in, language, width, height, dark.
PICTURES = [
    ("sign-in", "/account/login/", False, Kind("en", width=640), 720),
    ("account-dark", "/account/", True, Kind("tr", width=640, dark=True), 720),
    ("anonymize", "/account/anonymize/", True, Kind("de", width=640), 900),
    ("profile-arabic-phone", "/account/profile/", True, Kind("ar", width=390), 844),
]


def take(chromium, shop, name, path, signed_in, kind, height):
    visitor = Visitor(chromium, shop, kind, IMAGES)
    visitor.page.set_viewport_size({"width": kind.width, "height": height})
    if signed_in:
        shopper = shop.shopper(kind.language, NAMES[kind.language])
        visitor.goto("/account/login/")
        visitor.fill(email=shopper.email, password=shopper.password)
        visitor.submit("/account/login/")
    visitor.page.goto(path)
    visitor.page.mouse.move(0, 0)
    file = IMAGES / f"{name}.png"
    visitor.page.screenshot(path=file)
    visitor.close()
    if file.stat().st_size > LIMIT:
        raise SystemExit(f"{file} is larger than {LIMIT} bytes")
    print(file.relative_to(REPOSITORY), file.stat().st_size)


def main():
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        shop = Shop(folder)
        try:
            shop.start()
            chromium = launch(playwright)
            for picture in PICTURES:
                take(chromium, shop, *picture)
        finally:
            shop.stop()


if __name__ == "__main__":
    main()
