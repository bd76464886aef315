"""Two ways to use a page: with a pointer, or with nothing but the keyboard."""

# More stops than any page has, and once around.
STOPS = 150
FOCUSED = "one => document.activeElement === one"
# Something must show where the focus is: an outline or a ring, and nothing may lie over it.
FOCUS_SHOWN = """
one => {
    const style = getComputedStyle(one);
    const outline = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    if (!outline && style.boxShadow === "none") return "no outline and no ring";
    const box = one.getBoundingClientRect();
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) return "out of sight";
    return null;
}
"""


class Pointer:
    name = "pointer"

    def __init__(self, page):
        self.page = page

    def fill(self, field, value):
        field.fill(value)

    def choose(self, field, value):
        field.select_option(value)

    def tick(self, field, wanted):
        field.set_checked(wanted)

    def press(self, control):
        control.click()

    def open(self, summary):
        summary.click()

    def take_suggestion(self, field, option):
        option.click()


class Keyboard:
    """Tab, Shift-Tab, Enter, Space, arrows and letters."""

    name = "keyboard"

    def __init__(self, page):
        self.page = page

    def reach(self, control):
        """Goes there as a person would, and wants to see the focus at every stop."""
        handle = control.element_handle()
        key = "Tab"
        for _ in range(STOPS):
            if handle.evaluate(FOCUSED):
                hidden = handle.evaluate(FOCUS_SHOWN)
                assert hidden is None, (
                    f"focus is not visible ({hidden}): {handle.evaluate('e => e.outerHTML.slice(0, 200)')}"
                )
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"not reached with the keyboard: {handle.evaluate('e => e.outerHTML.slice(0, 200)')}")

    def fill(self, field, value):
        self.reach(field)
        if field.get_attribute("type") == "date":
            return self._fill_date(field, value)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(value)
        assert field.input_value() == value

    def _fill_date(self, field, value):
        """Day and month are the same in the tests' dates, since their order is the browser's."""
        year, month, day = value.split("-")
        assert month == day
        self.page.keyboard.type(month + day + year)
        assert field.input_value() == value, field.input_value()

    def choose(self, field, value):
        self.reach(field)
        self.page.keyboard.press("Home")
        for _ in range(STOPS):
            if field.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{value} is not reached with arrows")

    def tick(self, field, wanted):
        self.reach(field)
        if field.is_checked() != wanted:
            self.page.keyboard.press("Space")

    def press(self, control):
        self.reach(control)
        self.page.keyboard.press("Enter")

    def open(self, summary):
        self.press(summary)

    def take_suggestion(self, field, option):
        """Arrows down until the option is the active one."""
        self.reach(field)
        for _ in range(STOPS):
            self.page.keyboard.press("ArrowDown")
            if option.get_attribute("aria-selected") == "true":
                self.page.keyboard.press("Enter")
                return
        raise AssertionError("the suggestion is not reached with arrows")
