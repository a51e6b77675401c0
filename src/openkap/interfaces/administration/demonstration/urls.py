"""Addresses that only a process started by ``openkap demo`` has."""

from django.conf import settings
from django.urls import URLPattern

from openkap.interfaces.administration.demonstration import views
from openkap.interfaces.components.pages import ANYONE, page

urlpatterns: list[URLPattern] = (
    [page("demonstration/sign-in/", views.sign_in, roles=ANYONE, name="demonstration-sign-in")]
    if settings.DEMONSTRATION
    else []
)
