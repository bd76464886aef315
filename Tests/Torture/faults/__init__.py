"""What breaks around Hesap. A part is one module with one function that takes a Report."""

PARTS = {}
