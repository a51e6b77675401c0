"""Sign-in, second factor, passkeys: django-allauth's views on pages of our own."""
