"""The desk over HTTP, as a translator without scripts uses it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from learning.models import Person
from tests.translations.conftest import Desk

pytestmark = pytest.mark.django_db


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_smoke(desk: Desk, translator: Person) -> None:
    client = browser(translator)
    for state in desk.states():
        url = reverse("translations:desk", args=[state.translation.uuid])
        answer = client.get(url)
        print(answer.status_code, len(answer.content))
        prev = client.get(url + "preview/")
        print(prev.status_code, len(prev.content))
        open(f"/tmp/desk-{state.kind}.html", "wb").write(answer.content)
