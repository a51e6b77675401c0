"""People, sites, devices, content sign-off."""
