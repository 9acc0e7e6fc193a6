"""What can go wrong with a bundle: one exception per kind of failure, each with a whole sentence and the way out."""

from __future__ import annotations


class BundleRefused(Exception):
    """A bundle cannot be built. `str()` is a sentence in the active language."""


class CourseNotPublished(BundleRefused):
    """The course does not exist, or is not published in this language."""


class UnknownTier(BundleRefused):
    """There is no such tier."""


class UnknownFormat(BundleRefused):
    """There is no such format."""


class ContentMissing(BundleRefused):
    """A rendered lesson, a picture or a static file is not where it should be."""


class TooLarge(BundleRefused):
    """More than the form can hold."""


class NotSigned(BundleRefused):
    """The key that signs bundles cannot be used."""


class TokenRefused(Exception):
    """A token cannot be made. `str()` is a sentence in the active language."""


class TokenUnknown(Exception):
    """A request shows a token that is not known or was taken back. `str()` is a sentence in the active language."""


class AskedTooOften(Exception):
    """A network asks for too many files at once. `str()` is a sentence in the active language."""
