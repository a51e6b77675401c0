"""Log lines that hold no health data: where something failed and how, never with what."""

import logging
import traceback
from datetime import UTC, datetime


class WithoutValues(logging.Formatter):
    """Of a request it keeps the route, not the address; of an error its kind and its places, not its words.

    An error's message and an address may hold a name, an id or a token: ``Key (name)=(…) already exists``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The whole record as text."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        lines = [f"{at} {record.levelname} {record.name} {self._words(record)}"]
        error = record.exc_info[1] if record.exc_info else None
        while error is not None:
            lines.append(f"  {type(error).__module__}.{type(error).__qualname__}")
            places = traceback.extract_tb(error.__traceback__)
            lines += [f"    {place.filename}:{place.lineno} in {place.name}" for place in places]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)

    def _words(self, record: logging.LogRecord) -> str:
        request = getattr(record, "request", None)
        if request is None:
            return record.getMessage()
        match = getattr(request, "resolver_match", None)
        route = f"/{match.route}" if match else "an unknown address"
        return f"{getattr(record, 'status_code', '')} {getattr(request, 'method', '')} {route}"
