"""Sites, the people who sign in, the memberships that give them a role at a site for a time, devices and rooms."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from openkap.records.audit.models import AppendOnly, Mutable


class Installation(AppendOnly):
    """What this database is for, said once when it was made: a clinic, or the demonstration with invented people."""

    KINDS = [("clinic", "clinic"), ("demonstration", "demonstration")]

    kind = models.CharField(max_length=16, choices=KINDS)
    only = models.BooleanField(default=True, unique=True, help_text="there is one such row")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_installation")]


class Site(Mutable):
    """A clinic: one place, one time zone, one jurisdiction."""

    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, help_text="IANA time zone, e.g. Europe/Madrid")
    jurisdiction = models.CharField(max_length=8, default="us", help_text="us, eu or uk")
    phone = models.CharField(max_length=40, blank=True, help_text="what a patient calls; empty: not said anywhere")
    hours = models.CharField(max_length=120, blank=True, help_text="when somebody answers, in the patients' words")

    @property
    def phone_address(self) -> str:
        """The number as a telephone takes it: a plus sign and digits."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


class Role(models.TextChoices):
    """What a person may do at a site."""

    PRESCRIBER = "prescriber"
    NURSE = "nurse"
    THERAPIST = "therapist"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"


LICENSED = frozenset({Role.PRESCRIBER.value, Role.NURSE.value, Role.THERAPIST.value})


class Person(AbstractBaseUser, Mutable):
    """Someone on the staff who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    last_login = None  # the trail and the sign-ins know; a column would be written at every door
    roles_in_force: "list[Membership]"  # read with the person of a session

    objects = BaseUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]


class Membership(Mutable):
    """A role at a site from one day to another (both included).

    A licensed role rests on a credential that must not have expired; without one it gives nothing.
    """

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="memberships")
    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="ended before its last day, at this instant")
    credential = models.CharField(max_length=120, blank=True)
    credential_expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
            )
        ]


class Device(Mutable):
    """A tablet or computer of the clinic that was registered; its cookie holds a token of which we keep the digest."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="devices")
    label = models.CharField(max_length=80)
    token_digest = models.CharField(max_length=64, unique=True)
    registered_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)


class DevicePin(Mutable):
    """A person's PIN on one device: it confirms who acts there, and opens nothing anywhere else."""

    device = models.ForeignKey("accounts.Device", models.PROTECT, related_name="pins")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    pin_hash = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0, help_text="wrong PINs in a row; five lock it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["device", "person"], name="one_pin_each")]


class RoomSession(Mutable):
    """A device that was opened for one dosing session: until it is closed, the device acts as that room alone."""

    device = models.ForeignKey("accounts.Device", models.PROTECT, related_name="rooms")
    dosing_session_id = models.UUIDField(db_index=True)
    label = models.CharField(max_length=80)
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["device"], condition=Q(closed_at__isnull=True), name="one_open_room")
        ]


class ContentSignOff(AppendOnly):
    """A medical director's word, for one site, that exactly this content is in force there from this day."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    content_id = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "kind", "content_id", "digest"], name="signed_once_a_site")
        ]


class SiteLimit(AppendOnly):
    """A director's word that one number of the content is stricter at their site; without a value, no longer."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    content_id = models.CharField(max_length=80)
    version = models.CharField(max_length=20, help_text="of the content that was shown")
    path = models.CharField(max_length=160, help_text="which number of it")
    value = models.DecimalField(max_digits=10, decimal_places=3, null=True)
    default = models.DecimalField(max_digits=10, decimal_places=3, help_text="what the content said then")
    reason = models.TextField()
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["site", "kind", "content_id"])]


class TranslationSignOff(AppendOnly):
    """A clinician's word, for one site: they read both languages, and this translation says what the English says."""

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    content_id = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    digest = models.CharField(max_length=64)
    language = models.CharField(max_length=8, help_text="BCP 47, e.g. es")
    reads_both = models.TextField(help_text="how the signer knows both languages, in their own words")
    signed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "content_id", "digest", "signed_by"], name="translation_signed_once_a_person"
            )
        ]
