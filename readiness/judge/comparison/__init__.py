"""Two reports or two policies side by side."""
