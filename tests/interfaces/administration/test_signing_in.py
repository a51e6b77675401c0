"""Staff come in with two factors or not at all; the demonstration's one tap exists nowhere else."""

import re
from datetime import UTC, datetime
from importlib import reload
from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.http import Http404
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from pytest_django.fixtures import Settings

from openkap.gateways import clock
from openkap.interfaces.administration.demonstration import urls as demonstration
from openkap.interfaces.components.qr import picture
from openkap.records.accounts.models import Membership, Person
from openkap.records.accounts.services import end_role, mark_installation
from openkap.records.audit.acting import system
from openkap.records.audit.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence that nobody guesses"
SITE = "/sign-in/site/"


@pytest.fixture(autouse=True)
def _clock(now: datetime) -> object:
    with clock.frozen(now):
        yield


@pytest.fixture
def sam(clinic: SimpleNamespace) -> Person:
    person = Person.objects.get(id=clinic.sam.id)
    person.set_password(PASSWORD)
    person.save()
    return person


def _code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def _password(client: Client, person: Person, password: str = PASSWORD) -> object:
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


def _begin(client: Client) -> str:
    """Confirm with the password once more, and read the key off the page."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302
    return re.search(r"<code>(\w+)</code>", client.get(reverse("mfa_activate_totp")).content.decode())[1]


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    answer = client.get(SITE)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={SITE}")


def test_a_password_alone_opens_no_page(client: Client, sam: Person) -> None:
    assert _password(client, sam).status_code == 302
    answer = client.get(SITE)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))
    assert "Set up a second step first" in client.get(reverse("mfa_index")).content.decode()


def test_the_key_is_drawn_in_the_page_itself(client: Client, sam: Person) -> None:
    """The picture holds the same key as the words beside it, and nothing of it comes from elsewhere."""
    _password(client, sam)
    _begin(client)
    answer = client.get(reverse("mfa_activate_totp"))
    page = answer.content.decode()
    drawn = re.search(r'<path fill="black" d="([^"]+)"', page)
    assert drawn, "the picture is there, and is no text"
    assert drawn[1] == picture(answer.context["totp_url"]).path
    assert f"secret={re.search(r'<code>(.+?)</code>', page)[1]}&" in answer.context["totp_url"]
    assert "data:image" not in page


def test_an_authenticator_app_is_set_up_and_then_demanded(client: Client, sam: Person) -> None:
    _password(client, sam)
    secret = _begin(client)
    assert client.post(reverse("mfa_activate_totp"), {"code": _code(secret)}).status_code == 302
    assert client.get(SITE).status_code == 200
    line = AuditEntry.objects.filter(table_name="mfa_authenticator", verb="insert").first()
    assert line.actor_id == sam.id.hex

    later = Client()
    assert _password(later, sam)["Location"].startswith(reverse("mfa_authenticate"))
    assert later.get(SITE)["Location"].startswith(reverse("account_login"))
    assert later.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    cache.clear()  # the code was used a moment ago; half a minute later it is another one
    assert later.post(reverse("mfa_authenticate"), {"code": _code(secret)}).status_code == 302
    assert later.get(SITE).status_code == 200


def test_the_last_second_factor_cannot_be_removed(client: Client, sam: Person) -> None:
    _password(client, sam)
    secret = _begin(client)
    client.post(reverse("mfa_activate_totp"), {"code": _code(secret)})
    client.post(reverse("mfa_deactivate_totp"))
    assert Authenticator.objects.filter(user=sam, type="totp").exists()


def test_five_wrong_passwords_pause_the_sign_in_even_for_the_right_one(client: Client, sam: Person) -> None:
    for _ in range(5):
        answer = _password(client, sam, "wrong")
    assert answer.status_code == 429
    assert "paused for 15 minutes" in answer.content.decode()
    assert _password(client, sam).status_code == 429


def test_an_ended_role_ends_the_open_sign_in(client: Client, clinic: SimpleNamespace, sam: Person, now: object) -> None:
    client.force_login(sam)
    assert client.get(SITE).status_code == 200
    end_role(by=clinic.admin, membership_id=Membership.objects.get(person=sam).id, now=now)
    assert client.get(SITE).status_code == 302


def test_a_new_password_ends_other_sign_ins(client: Client, sam: Person) -> None:
    client.force_login(sam)
    sam.set_password("another long sentence, also unguessed")
    sam.save()
    assert client.get(SITE).status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_reset_password", "account_set_password"])
def test_what_we_do_not_use_of_the_package_is_closed(client: Client, db: None, name: str) -> None:
    assert client.get(reverse(name)).status_code == 404


# guards HZ-46
def test_pages_carry_the_strict_policy(client: Client, db: None) -> None:
    answer = client.get(reverse("account_login"))
    assert "default-src 'self'" in answer["Content-Security-Policy"].split("; ")
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"


# guards HZ-45
def test_the_one_tap_has_no_address_outside_the_demonstration() -> None:
    assert demonstration.urlpatterns == []
    with pytest.raises(Resolver404):
        resolve("/demonstration/sign-in/")
    with pytest.raises(NoReverseMatch):
        reverse("demonstration-sign-in")


# guards HZ-45
def test_the_one_tap_opens_nothing_in_a_clinic_even_if_its_address_were_there(
    client: Client, clinic: SimpleNamespace, settings: Settings, now: object
) -> None:
    mark_installation(by=system("set-up"), kind="clinic", now=now)
    settings.DEMONSTRATION = True
    pattern = reload(demonstration).urlpatterns[0]
    settings.DEMONSTRATION = False
    reload(demonstration)
    request = client.post("/nowhere/", {"person": str(clinic.sam.id)}).wsgi_request
    with pytest.raises(Http404):
        pattern.callback(request)


def test_a_session_of_the_demonstration_is_worth_nothing_in_a_clinic(client: Client, sam: Person) -> None:
    client.force_login(sam)
    session = client.session
    session["account_authentication_methods"] = [{"method": "demonstration", "at": 0}]
    session.save()
    assert client.get(SITE)["Location"] == reverse("mfa_index")


def test_the_site_is_switched_among_ones_own(client: Client, clinic: SimpleNamespace, sam: Person, now: object) -> None:
    Membership.objects.create(
        person=sam, site=clinic.there, role="administrator", valid_from=datetime(2026, 1, 1, tzinfo=UTC).date()
    )
    client.force_login(sam)
    assert client.post(SITE, {"site": str(clinic.there.id)}).status_code == 302
    assert "Hill clinic (now)" in client.get(SITE).content.decode()
    client.force_login(Person.objects.get(id=clinic.ingrid.id))
    assert client.post(SITE, {"site": str(clinic.there.id)}).status_code == 404


def test_the_sign_in_page_says_whose_it_is_and_a_wrong_password_what_to_do(client: Client, sam: Person) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert '<p class="ent-clinic">Harbour clinic · Hill clinic</p>' in page
    answer = _password(client, sam, "not it").content.decode()
    assert "You are not signed in" in answer
    assert "do not fit together. Enter both again." in answer
    assert "Nothing was saved" not in answer
