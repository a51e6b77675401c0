"""Which product and place the decision page is asked for. The address says it by a code: it names no treatment."""

from dataclasses import dataclass
from hashlib import sha256

from django.http import Http404, QueryDict

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
        return f"?p={code_of(self.product)}&j={self.jurisdiction}"

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


def code_of(product: str) -> str:
    """A code for an address: it names no treatment, and stays the same whatever products come or go."""
    return sha256(product.encode()).hexdigest()[:8]


def chosen(query: QueryDict, home: str) -> Choice:
    """What the address asks for; the first product and the site's own place when it asks for nothing known."""
    known = {code_of(product): product for product in products()}
    place = query.get("j", home)
    return Choice(known.get(query.get("p", ""), products()[0]), place if place in PLACES else home)


def chosen_to_write(query: QueryDict) -> Choice:
    """The same before something is written: nothing is put in the place of what is not known. Raises Http404."""
    known = {code_of(product): product for product in products()}
    product, place = known.get(query.get("p", "")), query.get("j", "")
    if product is None or place not in PLACES:
        raise Http404("Nothing was written: this address names no product or place. Open the screening page again.")
    return Choice(product, place)
