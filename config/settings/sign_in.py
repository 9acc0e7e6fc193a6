"""How staff sign in: django-allauth with a password, a second factor and, where the environment names them, institutions' accounts.

What each rule is for: docs/security-sign-in.md.
"""

from __future__ import annotations

from typing import Any, Final

from config import env

# Institutions whose accounts open ours; none unless the environment names some.
OIDC_PROVIDERS: list[dict[str, Any]] = env.providers(env.words("MWANGA_OIDC_PROVIDERS"))
# Whether administrators and those who see learners' data must have a second factor. Production asks for it.
REQUIRE_SECOND_FACTOR = env.flag("MWANGA_REQUIRE_SECOND_FACTOR")

SIGN_IN_APPS: Final = ["learning.apps.AccountConfig", "allauth.mfa"]
INSTITUTIONS_APPS: Final = ["allauth.socialaccount", "allauth.socialaccount.providers.openid_connect"]

AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

# --- sessions of staff; learners have none --------------------------------------------------------------------------

SESSION_COOKIE_AGE = 12 * 3600  # seconds without a request
STAFF_SESSION_TOUCH = 600  # seconds after which a request moves that end: not each one writes

# --- accounts -------------------------------------------------------------------------------------------------------

ACCOUNT_ADAPTER = "learning.sign_in_rules.AccountRules"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up; the check of settings wants it to fit the line above
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = True  # as long as SESSION_COOKIE_AGE says
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds since the last proof, before anything about sign-in is changed
ACCOUNT_RATE_LIMITS = {
    "login": "60/5m/ip",  # a training room is behind one address
    "login_failed": "30/10m/ip,5/5m/key",
    "reauthenticate": "10/5m/user",
    "change_password": "5/5m/user",
}

# --- second factors -------------------------------------------------------------------------------------------------

MFA_ADAPTER = "learning.sign_in_rules.FactorRules"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mwanga"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a phone's clock may be off
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODES_SHOW_ONCE = True

# --- institutions' accounts -----------------------------------------------------------------------------------------

SOCIALACCOUNT_ADAPTER = "learning.institution_rules.InstitutionRules"
SOCIALACCOUNT_STORE_TOKENS = False  # nothing is asked of the institution after the sign-in
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # an address proves nothing: only a link that was made while signed in
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10  # seconds
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {"APPS": OIDC_PROVIDERS, "SCOPE": ["openid"], "OAUTH_PKCE_ENABLED": True}
}
