"""Sites, the people who sign in, and the memberships that give them a role at a site for a time."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from openkap.records.audit.models import Mutable


class Site(Mutable):
    """A clinic: one place, one time zone, one jurisdiction."""

    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, help_text="IANA time zone, e.g. Europe/Madrid")
    jurisdiction = models.CharField(max_length=8, default="us", help_text="us, eu or uk")


class Role(models.TextChoices):
    """What a person may do at a site."""

    PRESCRIBER = "prescriber"
    NURSE = "nurse"
    THERAPIST = "therapist"
    DIRECTOR = "director"
    ADMINISTRATOR = "administrator"


class Person(AbstractBaseUser, Mutable):
    """Someone on the staff who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)

    last_login = None  # the trail and the sign-ins know; a column would be written at every door

    objects = BaseUserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]


class Membership(Mutable):
    """A role at a site from one day to another, resting on a credential that must not have expired."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="memberships")
    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    credential = models.CharField(max_length=120, blank=True)
    credential_expires_on = models.DateField(null=True, blank=True)
