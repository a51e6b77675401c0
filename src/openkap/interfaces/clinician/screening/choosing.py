"""Which product and place the decision page is asked for. The address says it by number: it names no treatment."""

from dataclasses import dataclass

from django.http import QueryDict

from openkap.content import catalogue
from openkap.content.rulebook import products

PLACES = {"us": "United States", "eu": "European Union", "uk": "United Kingdom"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A product and a jurisdiction."""

    product: str
    jurisdiction: str

    @property
    def query(self) -> str:
        """How the address says it."""
        return f"?p={products().index(self.product)}&j={self.jurisdiction}"

    def links(self) -> dict[str, list[dict[str, object]]]:
        """The switches of the page: every product here, every place for this product."""
        made = [(name_of(p), Choice(p, self.jurisdiction)) for p in products()]
        places = [(words, Choice(self.product, j)) for j, words in PLACES.items()]
        return {
            name: [{"words": w, "address": c.query, "here": c == self} for w, c in found]
            for name, found in (("products", made), ("places", places))
        }


def name_of(product: str) -> str:
    """What a product is called; the id itself where its file has gone, since old decisions stay readable."""
    name: str = catalogue.entry("products", product).value.short if product in products() else product
    return name


def chosen(query: QueryDict, home: str) -> Choice:
    """What the address asks for; the first product and the site's own place when it asks for nothing known."""
    number, place = query.get("p", "0"), query.get("j", home)
    known = products()
    product = known[int(number)] if number.isdigit() and len(number) < 3 and int(number) < len(known) else known[0]
    return Choice(product, place if place in PLACES else home)
