"""Numbers, times and ages as the clinic writes them. Instants show in the active time zone."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

MINUS = "\u2212"
NARROW = "\u00a0"  # a no-break space stands between a value and its unit
PRINT = {
    "mm[Hg]": "mmHg", "Cel": "°C", "{score}": "", "/min": "/min", "kg/m2": "kg/m²", "a": "years", "ug": "mcg", "1": "",
    "{count}": "", "mg/d": "mg a day",
}  # fmt: skip


def clock(at: datetime | None) -> str:
    """The time of day, 24 h: ``14:47``."""
    return "" if at is None else f"{timezone.localtime(at):%H:%M}"


def day(on: date | datetime | None) -> str:
    """A date: ``6 Oct 2026``."""
    if on is None:
        return ""
    local = timezone.localtime(on) if isinstance(on, datetime) else on
    return f"{local.day} {local:%b %Y}"


def short_day(on: date | datetime | None) -> str:
    """A date without its year, where the column or the sentence names it: ``6 Oct``."""
    return day(on).rsplit(" ", 1)[0]


def visit_day(on: date | datetime | None) -> str:
    """A date with its weekday, as every visit is named: ``Tue 24 Nov 2026``."""
    if on is None:
        return ""
    local = timezone.localtime(on) if isinstance(on, datetime) else on
    return f"{local:%a} {day(on)}"


def quantity(value: Decimal | float | None, unit: str = "") -> str:
    """A number and its unit in plain print: ``98.6 kg``; no trailing zero, a real minus, mcg and never µg."""
    if value is None:
        return ""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    printed = PRINT.get(unit, unit.replace("ug", "mcg"))
    return text.replace("-", MINUS) + (f"{NARROW}{printed}" if printed else "")


def since_dose(minutes: int | None) -> str:
    """Minutes from the dose: ``+47 min``."""
    if minutes is None:
        return ""
    return f"{MINUS if minutes < 0 else '+'}{abs(minutes)}{NARROW}min"


def age_words(on: date, today: date) -> str:
    """How old a fact is: ``today``, ``yesterday``, ``12 days old``, ``6 years old``."""
    days = (today - on).days
    if days < 0:
        return f"in {-days} days" if days < -1 else "tomorrow"
    if days < 2:
        return "yesterday" if days else "today"
    if days < 60:
        return f"{days} days old"
    if days < 730:
        return f"{days // 30} months old"
    return f"{days // 365} years old"


def age_of_fact(at: date | datetime, now: datetime) -> str:
    """How old a fact is at ``now``, in words."""
    local = timezone.localtime(at).date() if isinstance(at, datetime) else at
    return age_words(local, timezone.localtime(now).date())


def open_for(since: datetime, now: datetime) -> str:
    """How long something has been open: ``4 min``, ``3 h 12 min``, ``2 days``."""
    minutes = max(0, int((now - since) / timedelta(minutes=1)))
    if minutes < 60:
        return f"{minutes}{NARROW}min"
    if minutes < 2880:
        return f"{minutes // 60}{NARROW}h {minutes % 60}{NARROW}min"
    return f"{minutes // 1440} days"
