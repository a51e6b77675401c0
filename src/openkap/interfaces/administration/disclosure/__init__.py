"""What leaves a person's record: exports, requests, consents to disclose, legal holds."""
