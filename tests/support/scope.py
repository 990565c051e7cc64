"""The guide's rows that the public face of a platform decides."""

IN_SCOPE = (
    *("1.9", "1.10", "1.11", "1.12", "1.13", "1.14", "2.16", "4.6", "4.9"),
    *("8.1", "8.2", "8.3", "8.4", "8.5", "8.7", "8.8"),
    "11.7",
)
