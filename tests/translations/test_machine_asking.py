"""What a machine may answer, against real servers: what is not as agreed becomes a sentence, and nothing is waited for long."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

import pytest

from tests.translations.machines import Answer, MachineServer, libre, machine, with_sw
from translations.errors import MachineOutOfReach
from translations.machine import asking
from translations.machine.configured import machine_for
from translations.machine.interface import Machine, WrongCount
from translations.machine.openai import arrays_in
from translations.models import GlossaryTerm

__all__ = ["libre", "machine"]

pytestmark = pytest.mark.django_db

TEXTS = ["A lamp.", 'Press <a id="a1">here</a> &amp; wait.', "Set {count} to 5."]


def ours(source: str = "en", target: str = "sw") -> Machine:
    return machine_for(source=source, target=target)


def ask(texts: list[str] | None = None) -> list[str]:
    return ours().translate(texts or TEXTS, source="en", target="sw")


def test_sentences_come_back_in_order(machine: MachineServer) -> None:
    assert ask() == with_sw(TEXTS)
    assert ours().name == ("little-model" if machine.kind == "openai" else "LibreTranslate")


def test_a_machine_gets_sentences_languages_and_its_key_and_nothing_else(machine: MachineServer) -> None:
    GlossaryTerm.objects.create(language="sw", term="lamp", translation="taa", note="Ask Amina Odhiambo")
    GlossaryTerm.objects.create(language="sw", term="Mwanga", is_kept=True)
    GlossaryTerm.objects.create(language="ar", term="lamp", translation="مصباح")
    ask()
    last = machine.requests[-1]
    if machine.kind == "libretranslate":
        assert [one.path for one in machine.requests] == ["/languages", "/translate"]
        assert last.body == {"q": TEXTS, "source": "en", "target": "sw", "format": "html", "api_key": "the-key"}
        assert "Authorization" not in last.headers
    else:
        assert [one.path for one in machine.requests] == ["/v1/chat/completions"]
        assert last.headers["Authorization"] == "Bearer the-key"
        assert set(last.body) == {"model", "temperature", "stream", "messages"}
        assert (last.body["model"], last.body["temperature"]) == ("little-model", 0)
        question = json.loads(last.body["messages"][1]["content"])
        assert question == {"from": "English (en)", "into": "Swahili (sw)", "terms": {"lamp": "taa"}, "sentences": TEXTS}
    assert "Amina" not in json.dumps([one.body for one in machine.requests])
    assert set(last.headers) <= {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
        "Content-Type",
        "Content-Length",
        "Authorization",
    }
    assert last.headers["User-Agent"] == "Mwanga"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "refuses what we ask"),
        (401, "does not accept our key"),
        (403, "does not accept our key"),
        (404, "refuses what we ask"),
        (429, "asked too often"),
        (500, "fault of its own"),
        (503, "fault of its own"),
    ],
)
def test_a_refusal_is_a_sentence_with_its_status(machine: MachineServer, status: int, sentence: str) -> None:
    machine.instead(Answer({"error": "Traceback of somebody else"}, status))
    with pytest.raises(MachineOutOfReach, match=f"{sentence}.*status {status}") as refused:
        ask()
    assert machine.host in str(refused.value)
    assert "Traceback" not in str(refused.value)


def test_a_machine_is_never_followed_elsewhere(machine: MachineServer) -> None:
    machine.instead(Answer(b"", 302, {"Location": f"http://{machine.host}/elsewhere"}))
    with pytest.raises(MachineOutOfReach, match="do not follow"):
        ask()
    assert "/elsewhere" not in {one.path for one in machine.requests}


def test_a_late_answer_is_not_waited_for(machine: MachineServer, settings: Any) -> None:
    settings.MACHINE = machine.setting(seconds=1)
    machine.instead_late()
    with pytest.raises(MachineOutOfReach, match="did not answer within 1 s"):
        ask()


def test_an_answer_that_drips_is_cut_off(settings: Any) -> None:
    """Each byte comes in time, the answer never: the time limit is for the whole."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def drip() -> None:
            connection, _address = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n")
                while not over.wait(0.1):
                    try:
                        connection.sendall(b" ")
                    except OSError:
                        return

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        door = asking.Door(f"http://127.0.0.1:{listener.getsockname()[1]}", seconds=1)
        with pytest.raises(MachineOutOfReach, match="did not answer within 1 s"):
            door.ask("/translate", {})
        over.set()
        thread.join()


def test_a_connection_that_is_closed_is_a_sentence(machine: MachineServer) -> None:
    machine.instead(None)
    with pytest.raises(MachineOutOfReach, match="cannot be reached, or it broke off"):
        ask()


def test_an_answer_that_breaks_off_is_a_sentence(machine: MachineServer) -> None:
    machine.instead(Answer(b'{"translatedText": ["', 200, {"Content-Length": "5000", "Connection": "close"}))
    with pytest.raises(MachineOutOfReach, match="cannot be reached, or it broke off"):
        ask()


def test_nobody_at_the_address_is_a_sentence(machine: MachineServer, settings: Any) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))  # taken, but nobody listens
        host = f"127.0.0.1:{probe.getsockname()[1]}"
        settings.MACHINE = machine.setting(url=f"http://{host}")
        with pytest.raises(MachineOutOfReach, match=f"{host} cannot be reached"):
            ask()


def test_a_server_without_a_certificate_is_a_sentence(machine: MachineServer, settings: Any) -> None:
    settings.MACHINE = machine.setting(url=f"https://{machine.host}")
    with pytest.raises(MachineOutOfReach, match=r"certificate|cannot be reached"):
        ask()


NONSENSE = [b"<!doctype html><title>Welcome to nginx!</title>", b"", b"\xff\xfe", b"null", b"[]", b"42", b'"yes"', b"[" * 100_000]


@pytest.mark.parametrize("body", NONSENSE, ids=lambda body: body[:12])
def test_an_answer_of_another_shape_is_a_sentence(machine: MachineServer, body: bytes) -> None:
    machine.instead(Answer(body))
    with pytest.raises(MachineOutOfReach, match="not as a machine that translates") as refused:
        ask()
    assert "nginx" not in str(refused.value)


def test_an_answer_of_two_megabytes_is_not_read(machine: MachineServer) -> None:
    machine.instead(machine.saying(["x" * 2_000_000, "", ""]))
    with pytest.raises(MachineOutOfReach, match="larger than 1,000 kB"):
        ask()


@pytest.mark.parametrize("found", [["one"], ["one", "two", "three", "four"], []])
def test_another_number_of_sentences_is_refused(machine: MachineServer, found: list[str]) -> None:
    machine.instead(machine.saying(found))
    with pytest.raises(WrongCount, match="left sentences out"):
        ask()


@pytest.mark.parametrize("found", [["one", 2, "three"], [["one"], ["two"], ["three"]], {"0": "one"}])
def test_what_is_no_sentence_is_refused(machine: MachineServer, found: Any) -> None:
    machine.instead(machine.saying(found))
    with pytest.raises(MachineOutOfReach):
        ask()


# --- one kind only ------------------------------------------------------------------------------------------------------


def test_a_pair_that_a_server_has_not_is_a_sentence(libre: MachineServer) -> None:
    with pytest.raises(MachineOutOfReach, match="does not translate from English into Hausa"):
        ours(target="ha").translate(TEXTS, source="en", target="ha")
    libre.languages = [{"code": "en", "targets": ["fr"]}, {"code": "sw", "targets": ["en"]}]
    with pytest.raises(MachineOutOfReach, match="from English into Swahili"):
        ask()
    assert libre.asked() == []


def test_a_server_without_targets_translates_between_all_its_languages(libre: MachineServer) -> None:
    libre.languages = [{"code": "EN"}, {"code": "sw"}]
    assert ask() == with_sw(TEXTS)
    assert libre.requests[-1].body["source"] == "EN"


def test_without_a_key_none_is_sent(machine: MachineServer, settings: Any) -> None:
    settings.MACHINE = machine.setting(key="")
    assert ask() == with_sw(TEXTS)
    assert "Authorization" not in machine.requests[-1].headers
    assert "api_key" not in machine.requests[-1].body


@pytest.mark.parametrize("languages", [None, {}, [{"name": "English"}], ["en"], "en"])
def test_a_list_of_languages_that_is_none_is_a_sentence(libre: MachineServer, languages: Any) -> None:
    libre.languages = languages
    with pytest.raises(MachineOutOfReach, match="not as a machine"):
        ask()


@pytest.mark.parametrize(
    "words",
    [
        '["one", "two", "three"]',
        '```json\n["one", "two", "three"]\n```',
        'Here you are:\n\n["one", "two", "three"]\n\nShall I go on?',
        '{"translations": ["one", "two", "three"]}',
        '<think>Perhaps ["a"]? Or [1, "b"]?</think>[\n  "one",\n  "two",\n  "three"\n]',
    ],
)
def test_a_talkative_model_is_understood(settings: Any, words: str) -> None:
    server = MachineServer("openai", with_sw)
    server.start()
    settings.MACHINE = server.setting()
    server.instead(server.thinking(words))
    try:
        assert ask() == ["one", "two", "three"]
    finally:
        server.stop()


def test_a_sentence_that_holds_an_array_is_not_taken_apart() -> None:
    assert next(arrays_in(json.dumps(['He typed ["yes"].']))) == ['He typed ["yes"].']


def test_a_wall_of_brackets_takes_no_time() -> None:
    assert list(arrays_in('["' * 200_000)) == []
    assert list(arrays_in("[" * 200_000 + '"')) == []
