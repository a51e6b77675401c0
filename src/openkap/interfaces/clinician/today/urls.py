"""The day, and follow-up."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
