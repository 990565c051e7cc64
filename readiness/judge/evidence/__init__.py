"""What the names in conditions stand for: records arranged, merged over vantages, proofs carried over."""
