"""Where Wagtail looks for what an app adds to the CMS: each part stands in a file of its own."""

from __future__ import annotations

from learning.cms import board, partners, programmes, reports, sign_in

__all__ = ["board", "partners", "programmes", "reports", "sign_in"]
