"""Rows of the certificates app."""

from __future__ import annotations

from learning.certificates.models.certificate import Certificate, CertificateKind, CertificateStatus, StatusReason
from learning.certificates.models.prior_learning import PriorLearning, PriorLearningRule, TrustedIssuer, TrustedStatusList
from learning.certificates.models.programme import Programme, ProgrammeCourse, ProgrammeText
from learning.certificates.models.recognition import Recognition, RecognitionKind

__all__ = [
    "Certificate",
    "CertificateKind",
    "CertificateStatus",
    "PriorLearning",
    "PriorLearningRule",
    "Programme",
    "ProgrammeCourse",
    "ProgrammeText",
    "Recognition",
    "RecognitionKind",
    "StatusReason",
    "TrustedIssuer",
    "TrustedStatusList",
]
