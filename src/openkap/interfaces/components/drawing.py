"""Small charts as inline SVG, drawn by the server: shapes with a class for their colour, text at its real size."""

from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def _n(value: float) -> str:
    """A coordinate with one decimal, and a point in every language."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass
class Drawing:
    """Shapes in the order in which they are laid, on a ground of so many pixels."""

    width: float
    height: float
    shapes: list[SafeString] = field(default_factory=list)

    def path(self, cls: str, *steps: str | float) -> None:
        """A path: letters and coordinates in turn, ``path("c-grid", "M", 92, 18, "V", 640)``."""
        d = " ".join(s if isinstance(s, str) else _n(s) for s in steps)
        self.shapes.append(format_html('<path class="{}" d="{}"/>', cls, d))

    def line(self, cls: str, points: list[tuple[float, float]]) -> None:
        """A line through points."""
        joined = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
        self.shapes.append(format_html('<polyline class="{}" points="{}"/>', cls, joined))

    def circle(self, cls: str, x: float, y: float, radius: float) -> None:
        """A disc or ring."""
        self.shapes.append(format_html('<circle class="{}" cx="{}" cy="{}" r="{}"/>', cls, _n(x), _n(y), _n(radius)))

    def box(self, cls: str, x: float, y: float, width: float, height: float, round_by: float = 0) -> None:
        """A rectangle."""
        shape = '<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>'
        self.shapes.append(format_html(shape, cls, _n(x), _n(y), _n(width), _n(height), _n(round_by)))

    def text(self, cls: str, x: float, y: float, words: object, anchor: str = "start") -> None:
        """Words, their base line at ``y``."""
        shape = '<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>'
        self.shapes.append(format_html(shape, cls, _n(x), _n(y), anchor, words))

    def diamond(self, cls: str, x: float, y: float, reach: float) -> None:
        """A square on its corner."""
        self.path(cls, "M", x, y - reach, "l", reach, reach, "l", -reach, reach, "l", -reach, -reach, "Z")

    def svg(self, cls: str, said: str, *, scaled: bool = True) -> SafeString:
        """The whole picture; ``said`` is its accessible name and tells the finding.

        Without ``scaled`` it stands at exactly its size, whatever room there is.
        """
        size = 'viewBox="0 0 {} {}"' if scaled else 'width="{}" height="{}"'
        shell = f'<svg class="{{}}" {size} role="img" aria-label="{{}}">{{}}</svg>'
        inside = format_html_join("", "{}", ((shape,) for shape in self.shapes))
        return format_html(shell, cls, _n(self.width), _n(self.height), said, inside)
