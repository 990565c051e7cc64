"""The lab's real servers: one module per trade, each saying which components it has and when they are ready."""
