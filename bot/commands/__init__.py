"""The commands, by subject: each reads the settings and calls bootstrap."""
