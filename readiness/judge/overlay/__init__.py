"""What is laid over the outcomes that were judged: attestations of people, and waivers."""
