"""Papers to take home or to post: a template as a tagged PDF. Nothing is fetched but our own static files."""

import re
from email.message import Message
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import BaseHandler, Request
from urllib.response import addinfourl

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher

OWN = "static"
KINDS = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


class OwnFiles(BaseHandler):
    """Opens ``static:PATH`` from our static files."""

    def static_open(self, request: Request) -> addinfourl:
        """The file, as an answer of the web would bring it."""
        path = request.full_url.removeprefix(f"{OWN}:")
        found = finders.find(path)
        if not isinstance(found, str):
            raise URLError(f"There is no static file {path!r}. Correct the template of the paper.")
        headers = Message()
        headers["Content-Type"] = KINDS.get(Path(found).suffix, "text/plain")
        return addinfourl(Path(found).open("rb"), headers, request.full_url, 200)


def own_files_only() -> Any:
    """A fetcher that refuses every address but ``static:``; the library's own would read any file or site."""
    fetcher = URLFetcher(allowed_protocols=[OWN], allow_redirects=False, fail_on_errors=True)
    fetcher.add_handler(OwnFiles())
    return fetcher


ICON = re.compile(r'<svg class="i".*?</svg>', re.DOTALL)
DRAWING = re.compile(r'<svg class="traj"[^>]*>')


def _inked(html: str) -> str:
    """Each drawing with its own style sheet, as a drawing on paper needs it; icons only repeat the word beside them."""
    return DRAWING.sub(lambda found: f"{found[0]}<style>{_ink()}</style>", ICON.sub("", html))


@cache
def _ink() -> str:
    found = finders.find("components/paper-charts.css")
    return re.sub(r"/\*.*?\*/", "", Path(str(found)).read_text(encoding="utf-8"), flags=re.DOTALL)


def paper(template: str, context: dict[str, Any]) -> bytes:
    """Render ``template`` (it extends ``components/paper.html``) as a PDF that a screen reader can follow."""
    html = _inked(render_to_string(template, context))
    document = HTML(string=html, base_url=f"{OWN}:", url_fetcher=own_files_only())
    return bytes(document.write_pdf(pdf_tags=True, pdf_variant="pdf/ua-1"))
