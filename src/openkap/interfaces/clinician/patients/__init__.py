"""People: the list, importing a referral, what is known of somebody, the review form, and why a record was opened."""
