"""One shop and one Chromium for all tests; each test has visitors of its own."""

import shutil

import pytest
from playwright.sync_api import sync_playwright
from stage.chromium import launch
from stage.shop import REPOSITORY, Shop
from visitor.kinds import LONG, SHORT
from visitor.visitor import Visitor

ARTEFACTS = REPOSITORY / "var/browser"
# Width and darkness, beside the first look in a light window of 1280 px.
LOOKS = [(390, True)]
EVERY_LOOK = [(1280, True), (390, False), (390, True), (320, False), (320, True)]


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="every language, window and theme")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_generate_tests(metafunc):
    """A test that asks for `visitor` is walked by every kind of person."""
    if "kind" in metafunc.fixturenames:
        every = [pytest.param(kind, id=str(kind)) for kind in SHORT]
        every += [pytest.param(kind, id=str(kind), marks=pytest.mark.long) for kind in LONG]
        metafunc.parametrize("kind", every)


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    shop = Shop(tmp_path_factory.mktemp("shop"))
    try:
        yield shop.start()
    finally:
        shop.stop()


@pytest.fixture
def open_shop(tmp_path):
    """Opens shops of other settings, without cities."""
    opened = []

    def start(**settings):
        opened.append(Shop(tmp_path, **settings))
        return opened[-1].start(cities=None)

    yield start
    for one in opened:
        one.stop()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def artefacts():
    shutil.rmtree(ARTEFACTS, ignore_errors=True)
    ARTEFACTS.mkdir(parents=True)
    return ARTEFACTS


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.call_failed = report.failed
    return report


def pytest_terminal_summary(terminalreporter):
    audits = Visitor.audits
    pages, languages, schemes = ({one[part] for one in audits} for part in range(3))
    terminalreporter.write_line(
        f"axe: {len(audits)} audits of {len(pages)} addresses in {', '.join(sorted(languages))}, "
        f"{' and '.join(sorted(schemes))}; {len(set(audits))} combinations of these"
    )


@pytest.fixture
def people_here(chromium, shop, artefacts, request):
    """Makes visitors, and sees them out: what their browsers had to complain about fails the test."""
    visitors = []

    def enter(kind, at=shop):
        visitors.append(Visitor(chromium, at, kind, artefacts))
        return visitors[-1]

    yield enter
    for number, visitor in enumerate(visitors):
        if getattr(request.node, "call_failed", False):
            visitor.screenshot(f"failed-{request.node.originalname}-{number}")
    for visitor in visitors:
        visitor.close()


@pytest.fixture
def looks(request):
    return EVERY_LOOK if request.config.getoption("--long") else LOOKS


@pytest.fixture
def visitor(people_here, kind):
    return people_here(kind)


@pytest.fixture
def shopper(shop, request):
    """Has an account in the language that the test is about."""
    if "kind" in request.fixturenames:
        return shop.shopper(request.getfixturevalue("kind").language)
    parameters = getattr(request.node, "callspec", None)
    return shop.shopper(parameters.params.get("language", "tr") if parameters else "tr")
