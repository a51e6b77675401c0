"""A paper is a tagged PDF, and making one reads no file and no address but our own."""

import re
import zlib
from pathlib import Path

import pytest
from django.template import engines
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError

from openkap.interfaces.components.paper import own_files_only, paper


def _inflated(part: bytes) -> bytes:
    try:
        return zlib.decompress(part)
    except zlib.error:
        return b""


def test_a_paper_is_a_tagged_pdf_with_a_title() -> None:
    made = paper("components/paper.html", {"clinic_name": "Harbour clinic"})
    assert made.startswith(b"%PDF-")
    inside = b"".join(_inflated(part) for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL))
    assert b"/StructTreeRoot" in inside
    assert b"pdfuaid" in made + inside


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://127.0.0.1:9/x.png", "data:text/css,p{}", "static:no-such-file.css"]
)
def test_any_other_address_stops_the_paper(address: str) -> None:
    html = engines["django"].from_string('<link rel="stylesheet" href="{{ a }}"><p>x').render({"a": address})
    with pytest.raises(FatalURLFetchingError, match="Error fetching"):
        HTML(string=html, base_url="static:", url_fetcher=own_files_only()).write_pdf()


def test_no_path_leads_out_of_the_static_files() -> None:
    outside = Path("pyproject.toml").resolve()
    with pytest.raises(Exception, match=r"outside|no static file"):
        own_files_only().fetch(f"static:../../../../../../..{outside}")
