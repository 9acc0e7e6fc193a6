"""Addresses of signing in, below `/<lang>/staff/`. Their names are those by which django-allauth looks for its own pages."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from learning.views import my_sign_in, sign_in
from learning.views.personal import personal

# The door that `/cms/login/` and `/<lang>/_util/login/` are.
door = personal(sign_in.SignIn.as_view())

staff_patterns: list[URLPattern] = [
    path("", personal(my_sign_in.MySignIn.as_view()), name="mfa_index"),
    path("sign-in/", door, name="account_login"),
    path("second-step/", personal(sign_in.SecondStep.as_view()), name="mfa_authenticate"),
    path("passkey/", personal(sign_in.SignInByPasskey.as_view()), name="mfa_login_webauthn"),
    path("again/", personal(sign_in.AgainByPassword.as_view()), name="account_reauthenticate"),
    path("again/code/", personal(sign_in.AgainByCode.as_view()), name="mfa_reauthenticate"),
    path("again/passkey/", personal(sign_in.AgainByPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
    path("app/", personal(my_sign_in.SetUpApp.as_view()), name="mfa_activate_totp"),
    path("app/remove/", personal(my_sign_in.TakeAppAway.as_view()), name="mfa_deactivate_totp"),
    path("codes/", personal(my_sign_in.ShowCodes.as_view()), name="mfa_view_recovery_codes"),
    path("codes/new/", personal(my_sign_in.MakeCodes.as_view()), name="mfa_generate_recovery_codes"),
    path("passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"),
    path("passkeys/add/", personal(my_sign_in.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/", personal(my_sign_in.RenamePasskey.as_view()), name="mfa_edit_webauthn"),
    path("passkeys/<int:pk>/remove/", personal(my_sign_in.RemovePasskey.as_view()), name="mfa_remove_webauthn"),
    path("password/", personal(my_sign_in.ChangePassword.as_view()), name="account_change_password"),
    path("lost-phone/", personal(my_sign_in.LostPhone.as_view()), name="staff_lost_phone"),
    path("closed/", sign_in.closed, name="account_inactive"),
    path("closed/", sign_in.closed, name="account_signup"),
    path("closed/", sign_in.closed, name="account_set_password"),
    path("sign-out/", personal(sign_in.SignOut.as_view()), name="account_logout"),
]

root_staff_patterns: list[URLPattern] = []  # without a language: institutions keep this address

if settings.OIDC_PROVIDERS:
    from learning.views import institution_sign_in as institution

    staff_patterns += [
        path("with/<slug:provider_id>/", institution.go, name="openid_connect_login"),
        path("with/<slug:provider_id>/remove/", personal(institution.RemoveLink.as_view()), name="staff_unlink"),
    ]
    root_staff_patterns += [path("staff/with/<slug:provider_id>/back/", institution.back, name="openid_connect_callback")]
