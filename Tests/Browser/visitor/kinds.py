"""The people who walk the paths. In the short form two who have nothing in common, in the long one many more."""

from visitor.hands import Keyboard, Pointer
from visitor.visitor import Kind

DESK = Kind("tr", script=True, width=1280, dark=False, hands=Pointer)
PHONE = Kind("ar", script=False, width=320, dark=True, hands=Keyboard)
SHORT = [DESK, PHONE]
LONG = [
    Kind("tr", script=False, width=390, dark=True, hands=Pointer),
    Kind("tr", script=True, width=320, dark=False, hands=Keyboard),
    Kind("tr", script=False, width=1280, dark=False, hands=Keyboard),
    Kind("ar", script=True, width=1280, dark=True, hands=Keyboard),
    Kind("ar", script=True, width=390, dark=False, hands=Pointer),
    Kind("ar", script=False, width=1280, dark=False, hands=Pointer),
    Kind("en", script=True, width=320, dark=True, hands=Keyboard),
    Kind("de", script=True, width=390, dark=False, hands=Pointer),
]
