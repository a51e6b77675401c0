"""A person who works with the keyboard alone: Tab to a thing, and press. Every stop on the way shows its focus."""

from playwright.sync_api import Locator, Page

MOST = 220
SHOWN = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return 'nothing has the focus';
  const places = [e, e.matches('.opt input') && e.nextElementSibling, e.closest('.st-v'), e.closest('label')];
  const ring = places.filter(Boolean).some(p => {
    const s = getComputedStyle(p);
    return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2;
  });
  const r = (e.matches('.opt input, .st-v input') ? e.parentElement : e).getBoundingClientRect();
  const seen = r.bottom > 0 && r.right > 0 && r.top < innerHeight && r.left < innerWidth;
  return ring && seen ? '' : `${ring ? 'off the screen' : 'no ring'}: ${e.outerHTML.slice(0, 160)}`;
}"""


class Keys:
    """A page and a keyboard. ``unseen`` gathers the stops whose focus nobody could see."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def to(self, there: Locator) -> "Keys":
        """Tab until this has the focus; there must be exactly one such thing."""
        there.wait_for(state="attached")
        for _ in range(MOST):
            if there.evaluate("e => e === document.activeElement"):
                return self
            self.page.keyboard.press("Tab")
            said = self.page.evaluate(SHOWN)
            if said and said != "nothing has the focus":  # after the page's end comes the browser's own bar
                self.unseen.append(said)
        raise AssertionError(f"Tab never reached {there}")

    def write(self, there: Locator, text: str) -> "Keys":
        """Type into a field."""
        self.to(there)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        return self

    def press(self, there: Locator, key: str = "Enter") -> "Keys":
        """Press a button, a link or a choice."""
        self.to(there)
        self.page.keyboard.press(key)
        return self

    def go(self, there: Locator) -> "Keys":
        """Press what leads to another page, or to this one anew."""
        self.to(there)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self
