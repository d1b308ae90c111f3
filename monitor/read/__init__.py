"""Article -> Statement. Pure: no clock, no network, no disk but its own data."""
