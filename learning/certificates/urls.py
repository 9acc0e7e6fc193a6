"""Addresses of certificates. `config/urls.py` puts the language before the second list."""

from __future__ import annotations

from django.urls import path

from learning.certificates import (
    check_views,
    credential_views,
    file_views,
    holder_views,
    naming_views,
    participation_views,
    prior_learning_views,
    programme_views,
    verify_views,
    wallet_views,
)
from learning.certificates.models import CertificateKind

# Short, for the picture code, and without a language: whoever checks is asked by their browser's.
urlpatterns = [
    path("c/<path:typed>", check_views.check, name="certificate_check"),
    path("v", verify_views.page, name="offline_page"),
    path("v/trust.js", verify_views.trust, name="trust"),
    path("v/worker.js", verify_views.worker, name="verify_worker"),
    path(".well-known/did.json", credential_views.did, name="did"),
    path("institutions/<uuid:institution>/did.json", credential_views.institution_did, name="institution_did"),
    path("status/<int:place>", credential_views.status, name="status_list"),
    path("status/<int:place>/replaced", credential_views.status, {"is_replaced_only": True}, name="replaced_list"),
]

language_patterns = [
    # Before the courses, of which none is called so.
    path("me/certificate/programmes/<slug:programme>/", programme_views.name, name="programme_name"),
    path("me/certificate/programmes/<slug:programme>/correct/", programme_views.correct, name="programme_correct"),
    path("me/certificate/<slug:course>/", naming_views.name, name="name"),
    path("me/certificate/<slug:course>/correct/", naming_views.correct, name="correct"),
    path("me/certificate/<slug:course>/participation/", participation_views.name, name="participation_name"),
    path(
        "me/certificate/<slug:course>/participation/correct/",
        naming_views.correct,
        {"kind": CertificateKind.PARTICIPATION},
        name="participation_correct",
    ),
    path("me/certificates/", wallet_views.wallet, name="wallet"),
    path("me/certificates/<str:number>.pdf", file_views.pdf, name="pdf"),
    path("me/certificates/<str:number>.svg", file_views.svg, name="svg"),
    path("me/certificates/<str:number>.png", file_views.png, name="png"),
    path("me/certificates/<str:number>.json", credential_views.credential, name="credential"),
    path("me/certificates/<str:number>.jwt", credential_views.signed_text, name="signed_text"),
    path("me/certificates/<str:number>/share/", wallet_views.share, name="share"),
    path("me/certificates/<str:number>/", holder_views.holder, name="holder"),
    path("me/prior-learning/", prior_learning_views.prior_learning, name="prior_learning"),
    path("verify/", check_views.verify, name="verify"),
]
