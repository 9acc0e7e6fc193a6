"""What is signed: the offline verifier makes the same N-Quads of a credential as PyLD, or refuses to read it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from learning.certificates.signing import quads_of
from learning.certificates.vocabulary import CREDENTIALS, OPEN_BADGES, context_at
from tests.learning.certificates.offline_core import OfflineCore
from tests.learning.certificates.signed import NONE_GONE, WHOLE, credential

pytestmark = pytest.mark.once


def expanded(name: str, terms: dict[str, Any]) -> str:
    """A name in a context as an address."""
    said = terms[name]
    found = said if isinstance(said, str) else said["@id"]
    return expanded(found, terms) if found in terms else found


def as_row(term: Any) -> dict[str, Any]:
    """A term of a JSON-LD context as terms.js has it."""
    said = {"@id": term} if isinstance(term, str) else term
    assert not said.keys() - {"@id", "@type", "@container", "@context"}
    kind = {"@id": "@", "@vocab": "%", None: ""}.get(said.get("@type"), "^")
    row = {"iri": said["@id"], "kind": "*" if said.get("@container") == "@list" else kind}
    return row | ({"type": said["@type"]} if kind == "^" else {})


# Words that no credential of ours may use: they bring rules of their own.
LEFT_OUT = {"proof", "proofValue", "statusMessage", "endorsement", "jti", "id", "type"}
JOSE = {"...", "_sd", "_sd_alg", "aud", "cnf", "exp", "iat", "iss", "jku", "kid", "nbf", "sub", "x5u"}


def test_every_word_means_what_the_published_vocabularies_say(core: OfflineCore) -> None:
    terms: dict[str, Any] = {}
    for contexts in ((CREDENTIALS,), (CREDENTIALS, OPEN_BADGES)):
        terms |= context_at(contexts[-1])["@context"]
        ours = core.ask("vocabularyOf", list(contexts))
        plain = {name: term for name, term in terms.items() if name[0] not in "@ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        assert {name: row_of(term) for name, term in ours["every"].items()} == {
            name: as_row(term) for name, term in plain.items() if name not in LEFT_OUT | JOSE
        }
        for name, type_ in ours["types"].items():
            scoped = terms[name].get("@context", {}) if isinstance(terms[name], dict) else {}
            assert type_["iri"] == expanded(name, terms)
            own = {word: as_row(term) for word, term in scoped.items() if word[0] != "@" and word not in LEFT_OUT}
            said = {word: row_of(term) for word, term in {**ours["every"], **type_["terms"]}.items()}
            assert {word: said.get(word) for word in own} == own, name
            assert type_["terms"].keys() <= own.keys(), name


def row_of(term: dict[str, Any]) -> dict[str, Any]:
    return {part: term[part] for part in ("iri", "kind", "type") if part in term}


TYPES = [
    "Profile", "AchievementSubject", "Achievement", "Criteria", "Alignment", "Evidence", "Result", "ResultDescription",
    "IdentityObject", "Image", "RubricCriterionLevel",
    "BitstringStatusListEntry",
]  # fmt: skip
LETTERS = some.characters(exclude_categories=["Cs"])
TEXTS = (
    some.text(LETTERS, max_size=12)
    | some.text(some.sampled_from('"\\\n\r\t\x7f\x00\x0b\u2028\ue000\uffff𐀀🎓آ<>^ '), max_size=12)
    | some.sampled_from(["", "آمنة الحسن", "हिन्दी", "অআ", "ቋንቋ", "姓名", "မြန်မာ", "Zoë “O’Neill”", "_:b0", "https://a.example/"])
)
ADDRESSES = some.sampled_from(
    [
        "https://a.example/1",
        "https://a.example/1#x",
        "urn:uuid:1",
        "did:web:a.example",
        "https://a.example/ü/آ",
        "mailto:a@b.example",
    ]
)
NUMBERS = some.integers(-(2**53) + 1, 2**53 - 1) | some.sampled_from([0, 2.0, 2.5, -0.75, 0.001, 123456.789, 1e-5, 99.5])
PLAIN = {
    "": TEXTS | some.booleans() | NUMBERS,
    "@": ADDRESSES,
    "^": TEXTS | some.booleans() | NUMBERS,
    "*": some.lists(TEXTS | NUMBERS, max_size=4),
}


def once_or_more(strategy: some.SearchStrategy[Any]) -> some.SearchStrategy[Any]:
    return strategy | some.lists(strategy, max_size=3)


@some.composite
def nodes(draw: some.DrawFn, words: dict[str, Any], depth: int) -> dict[str, Any]:
    """An object of one of the types, saying some of what it may, with others in it."""
    name = draw(some.sampled_from(["", *TYPES]))
    terms = {**words["every"], **(words["types"][name]["terms"] if name else {})}
    node: dict[str, Any] = {"type": draw(some.sampled_from([name, [name]]))} if name else {}
    if draw(some.integers(0, 2)) == 0:
        node["id"] = draw(ADDRESSES)
    for word in draw(some.lists(some.sampled_from(sorted(terms)), min_size=1, max_size=5, unique=True)):
        kind = terms[word]["kind"]
        value = PLAIN[kind]
        if depth and kind in {"", "@"}:
            value |= nodes(words, depth - 1)
        node[word] = draw(value if kind == "*" else once_or_more(value))
    return node


def compared(core: OfflineCore, document: dict[str, Any]) -> Any:
    """What the scripts make of a document; Python makes the same of it, or refuses it too."""
    ours = core.ask("quadsOf", document, document["@context"], ["@context"])
    if isinstance(ours, str):
        assert ours == quads_of(document)
    return ours


@given(data=some.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_the_vocabulary_can_say_is_the_same_in_quads(core: OfflineCore, data: some.DataObject) -> None:
    words = core.ask("vocabularyOf", [CREDENTIALS, OPEN_BADGES])
    document = data.draw(nodes(words, 3)) | {"@context": [CREDENTIALS, OPEN_BADGES]}
    found = compared(core, document)
    assert isinstance(found, str) or found["refused"] in {"work", "types"}, found


def with_subject(**said: Any) -> dict[str, Any]:
    """The golden credential with more said of its subject."""
    return credential(credentialSubject=credential()["credentialSubject"] | said)


TWIN = {"type": ["Alignment"], "targetName": "Human agency", "targetUrl": "https://a.example/h"}
CRITERIA: dict[str, Any] = {"type": ["Achievement"], "criteria": {"narrative": "80 %"}}
FULL = credential(
    awardedDate="2026-11-01T00:00:00Z",
    validUntil="2030-11-01T00:00:00Z",
    description='For “those” who \\ like\nnew lines\tand "quotes"',
    evidence=[{"type": ["Evidence"], "name": "How it was learned", "narrative": "Online.", "genre": "x", "audience": "y"}],
    endorsementJwt=["a.b.c"],
    credentialSubject={
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "identityHash": "sha256$00", "identityType": "name", "hashed": True, "salt": "s"},
            {"type": "IdentityObject", "identityHash": "a@b.example", "identityType": "emailAddress", "hashed": False},
        ],
        "creditsEarned": 2.5,
        "activityStartDate": "2026-01-01",
        "result": [{"type": ["Result"], "value": "82", "resultDescription": "https://a.example/r", "status": "Completed"}],
        "achievement": {
            "id": "https://learn.example.org/ar/ai/#version-3",
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "name": "AI",
            "description": "Six lessons.",
            "criteria": {"id": "https://a.example/c", "narrative": "80 %"},
            "inLanguage": "ar",
            "version": "3",
            "creditsAvailable": 2.0,
            "tag": ["a", "b", "a"],
            "image": {"id": "https://a.example/badge.png", "type": "Image", "caption": "A badge"},
            "alignment": [TWIN, {**TWIN, "targetCode": "UNESCO 1.1", "targetFramework": "UNESCO"}],
            "resultDescription": [
                {
                    "id": "https://a.example/r",
                    "type": ["ResultDescription"],
                    "name": "Score",
                    "resultType": "Percent",
                    "allowedValue": ["a", "b", "b"],
                    "valueMin": "0",
                    "valueMax": "100",
                    "rubricCriterionLevel": [
                        {"id": "https://a.example/l", "type": ["RubricCriterionLevel"], "name": "L", "level": "1"}
                    ],
                }
            ],
            "creator": {"id": "did:web:learn.example.org", "type": ["Profile"], "name": "Mwanga"},
        },
    },
)
SAME_IN_QUADS = {
    "ours": credential(),
    "everything": FULL,
    "identical nodes": with_subject(result=[TWIN, TWIN], source=[CRITERIA, CRITERIA, CRITERIA]),
    "identical nodes in different ones": with_subject(
        source=[CRITERIA, {**CRITERIA, "name": "x"}, {**CRITERIA, "name": "y"}, {"image": CRITERIA, "name": "z"}]
    ),
    "identical chains": with_subject(source=[{"image": {"image": {"image": {"name": name}}}} for name in ("a", "b", "a")]),
    "identical lists": with_subject(
        result=[
            {"type": "ResultDescription", "allowedValue": ["a", "a", "a"]},
            {"type": "ResultDescription", "allowedValue": ["a"]},
        ]
    ),
    "empty list": with_subject(result=[{"type": "ResultDescription", "allowedValue": []}]),
    "nothing in an array": credential(evidence=[], name=["AI literacy: foundations"]),
    "one thing said twice": credential(name=["a", "a"], evidence=["urn:uuid:1", {"id": "urn:uuid:1", "name": "E"}]),
    "the first type named twice": credential(type=["VerifiableCredential", "AchievementCredential", "OpenBadgeCredential"]),
}


@pytest.mark.parametrize("name", SAME_IN_QUADS)
def test_our_credentials_are_the_same_in_quads(core: OfflineCore, name: str) -> None:
    assert isinstance(compared(core, SAME_IN_QUADS[name]), str)


@pytest.mark.parametrize(
    "name",
    [
        "𐀀 after \ue000 and \uffff",
        "x\u007f\u0000\u000b",
        "a\u2028b\u0085",
        "\u202eevil\u202c \u200f",
        '"\\"\\\\"',
        "<a href='x'>^^<y>",
        "é é",
        "x" * 5_000,
    ],
)
def test_hostile_names_are_the_same_in_quads(core: OfflineCore, name: str) -> None:
    identity = {"type": "IdentityObject", "identityHash": name, "identityType": "name", "hashed": False}
    others = [identity, {**identity, "identityHash": name + "\ue000"}, {**identity, "identityHash": name + "🎓"}]
    assert isinstance(compared(core, with_subject(identifier=others)), str)


def test_a_proof_and_a_status_list_are_the_same_in_quads(core: OfflineCore) -> None:
    for context in ([CREDENTIALS], [CREDENTIALS, OPEN_BADGES]):
        proof = WHOLE["proof"][0] | {"expires": "2030-01-01T00:00:00Z", "domain": "a", "challenge": "b", "nonce": "c"}
        proof |= {"id": "urn:uuid:1", "previousProof": "urn:uuid:2"}
        bare = {name: value for name, value in proof.items() if name != "proofValue"}
        assert core.ask("quadsOf", proof, context, ["proofValue"]) == quads_of(bare | {"@context": context})
    document = {name: value for name, value in NONE_GONE.items() if name != "proof"}
    assert isinstance(compared(core, document), str)


STRANGE: list[dict[str, Any]] = [
    {"hours": 3},
    {"constructor": "x"},
    {"__proto__": "x"},
    {"toString": "x"},
    {"@id": "urn:uuid:1"},
    {"@type": "VerifiableCredential"},
    {"@graph": []},
    {"@reverse": {}},
    {"https://schema.org/name": "x"},
    {"name": None},
    {"name": ["a", None]},
    {"name": [["a"]]},
    {"name": {"@value": "x"}},
    {"name": {"en": "x"}},
    {"name": {}},
    {"evidence": [{}]},
    {"evidence": "no address"},
    {"evidence": "_:b0"},
    {"evidence": "https://a.example/a b"},
    {"evidence": "https://a.example/>"},
    {"evidence": "urn:uuid:1\n"},
    {"evidence": 7},
    {"evidence": True},
    {"id": "certificate/7"},
    {"id": ["urn:uuid:1"]},
    {"id": None},
    {"id": ""},
    {"type": []} | {"validFrom": "2026-11-01T00:00:00Z"},
    {"type": ["VerifiableCredential", "Other"]},
    {"type": ["VerifiableCredential", 7]},
    {"type": ["VerifiableCredential", "name"]},
    {"type": None},
    {"type": ["VerifiableCredential", "constructor"]},
    {"name": 2**53 + 2},
    {"name": 1e300},
    {"name": 1 / 3},
    {"endorsement": []},
    {"jti": "urn:uuid:1"},
    {"credentialStatus": {"type": "BitstringStatusListEntry", "statusMessage": []}},
]


@pytest.mark.parametrize("said", STRANGE, ids=str)
def test_what_is_said_in_another_way_is_refused(core: OfflineCore, said: dict[str, Any]) -> None:
    document = credential(**said)
    assert core.ask("quadsOf", document, document["@context"], ["@context"]).keys() == {"refused"}


@pytest.mark.parametrize(
    "context",
    [
        [],
        CREDENTIALS,
        [OPEN_BADGES],
        [OPEN_BADGES, CREDENTIALS],
        [CREDENTIALS, OPEN_BADGES, OPEN_BADGES],
        [CREDENTIALS, "https://evil.example/context.json"],
        [CREDENTIALS, {"name": "https://evil.example/name"}],
        {"0": CREDENTIALS, "length": 1},
        None,
    ],
    ids=str,
)
def test_another_vocabulary_is_refused(core: OfflineCore, context: Any) -> None:
    assert core.ask("quadsOf", credential(), context, ["@context"]) == {"refused": "context"}


def test_a_graph_made_to_take_years_is_given_up_soon(core: OfflineCore) -> None:
    twins: Any = {"narrative": "x"}
    for _level in range(8):
        twins = {"image": [twins, twins]}
    begun = core.spent()
    assert core.ask("quadsOf", with_subject(source=twins), [CREDENTIALS, OPEN_BADGES], ["@context"]) == {"refused": "work"}
    alike = with_subject(source=[CRITERIA] * 600)
    assert isinstance(core.ask("quadsOf", alike, alike["@context"], ["@context"]), str)
    assert core.spent() - begun < 20
