"""From findings to score, gate and verdict, and what would change them."""
