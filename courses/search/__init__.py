"""Search: finds lessons and courses that learners can read now, in ten languages, alike on SQLite and PostgreSQL."""
