"""Terms: found in every script, changed by named actions, exchanged as CSV and TBX, kept on pages of the CMS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from learning.models import Person
from tests.factories import make_catalogue, make_locale
from tests.kept_rows import kept
from tests.translations.conftest import Desk, member
from translations.errors import DeskError, ExchangeRefused, TermRefused
from translations.exchange.csv_terms import export_csv, import_csv
from translations.exchange.tbx import export_tbx, import_tbx
from translations.exchange.term_rows import TermsTakenIn
from translations.glossary import approve_term, delete_term, save_term, term_problems, terms_in
from translations.models import GlossaryTerm
from translations.models.invitation import DeskRole
from translations.roles import set_up_desk

GLOSSARY = "/cms/translations/glossary/"
HEAD = "from,into,term,translation,do_not_translate,note,approved\r\n"

Export = Callable[[Any], str]
Import = Callable[..., TermsTakenIn]


def found(sentence: str, *terms: str, language: str = "en") -> list[str]:
    rows = [GlossaryTerm(pk=number, source_language=language, term=term, is_kept=True) for number, term in enumerate(terms)]
    return [hit.term.term for hit in terms_in(sentence, rows)]


@pytest.mark.parametrize(
    ("sentence", "term", "language", "is_found"),
    [
        ("The chatbot guesses.", "chatbot", "en", True),
        ("Chatbots guess.", "chatbot", "en", True),
        ("The chatbot’s guess.", "chatbot", "en", True),
        ("Two companies.", "company", "en", True),
        ("Two boxes.", "box", "en", True),
        ("A chatbotty thing.", "chatbot", "en", False),
        ("AI guesses.", "AI", "en", True),
        ("They aid us, ai ai.", "AI", "en", False),
        ("a <b>large</b> language&nbsp;model", "large language model", "en", True),
        ("(machine learning)", "Machine learning", "en", True),
        ("C++ is old.", "C++", "en", True),
        ("كتاب جديد", "كتاب", "ar", True),
        ("والكتاب هنا", "كتاب", "ar", True),
        ("مكتابة", "كتاب", "ar", False),
        ("መረጃ እና", "መረጃ", "am", True),
        ("የመረጃ ቋት", "መረጃ", "am", True),
        ("यह डेटा है।", "डेटा", "hi", True),
        ("डेटाबेस", "डेटा", "hi", False),
        ("यह डेटा।", "डेटा", "hi", True),
        ("তথ্য।", "তথ্য", "bn", True),
        ("L’école", "école", "fr", True),
    ],
)
def test_a_term_is_found_as_a_whole_word_in_every_script(sentence: str, term: str, language: str, is_found: bool) -> None:
    assert found(sentence, term, language=language) == ([term] if is_found else [])


def test_where_terms_overlap_the_longest_is_taken() -> None:
    assert found("Machine learning models learn.", "learning", "machine learning", "model") == ["machine learning", "model"]
    (hit,) = terms_in("<b>See</b> &amp; ask AI.", [GlossaryTerm(source_language="en", term="AI")])
    assert "See & ask AI."[hit.start : hit.end] == "AI"


def save(by: Person, **fields: Any) -> GlossaryTerm:
    values = {"source_language": "en", "language": "sw", "term": "prompt", "translation": "ombi", **fields}
    return save_term(by=by, **values)


def test_translators_change_terms_and_reviewers_approve_them(desk: Desk, translator: Person, reviewer: Person) -> None:
    row = save(translator, note="  What  one types. ")
    assert row.note == "What one types."
    with pytest.raises(TermRefused, match="may not approve"):
        approve_term(row, by=translator)
    assert approve_term(row, by=reviewer).approved_by == reviewer
    save(translator, row=row, note="Said to a chatbot.")
    assert GlossaryTerm.objects.get().approved_at
    with pytest.raises(TermRefused, match="Only a reviewer"):
        delete_term(row, by=translator)
    save(translator, row=row, translation="agizo")
    assert not GlossaryTerm.objects.get().approved_at
    delete_term(row, by=translator)
    assert not GlossaryTerm.objects.exists()


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"term": " "}, "The term is missing"),
        ({"translation": ""}, "Write the translation"),
        ({"is_kept": True}, "has no translation"),
        ({"term": "x" * 121}, "121 characters"),
        ({"term": "x\u202ey"}, "control signs"),
        ({"language": "ar"}, "may not change"),
        ({"term": "Known"}, "in this glossary already"),
    ],
)
def test_a_term_that_cannot_be_is_refused_with_a_sentence(
    desk: Desk, translator: Person, fields: dict[str, Any], reason: str
) -> None:
    save(translator, term="known")
    with pytest.raises(TermRefused, match=reason):
        save(translator, **fields)
    assert GlossaryTerm.objects.count() == 1


def test_a_glossary_leads_from_one_language_to_another() -> None:
    (problem,) = term_problems(source_language="sw", language="sw", term="a", translation="b", is_kept=False, note="")
    assert "both are “sw”" in problem


def test_a_term_of_the_same_letters_in_capitals_beyond_ascii_is_the_same(desk: Desk, translator: Person) -> None:
    save(translator, term="école", source_language="en")
    with pytest.raises(TermRefused, match="already"):
        save(translator, term="ÉCOLE", source_language="en")


@kept
def terms(desk: Desk, reviewer: Person) -> list[GlossaryTerm]:
    rows = [
        save(reviewer),
        save(reviewer, term="AI", translation="", is_kept=True, note="Say “ei-ai”; never “=akili”."),
        save(reviewer, term="=SUM(A1)", translation='\'tis <b> & "so"'),
        save(reviewer, term="Zebra; line", translation="punda\u00a0milia"),
        save(reviewer, term="école", translation="shule"),
    ]
    approve_term(rows[0], by=reviewer)
    return rows


@pytest.mark.parametrize(("write", "read"), [(export_csv, import_csv), (export_tbx, import_tbx)])
def test_a_file_comes_back_as_it_went(terms: list[GlossaryTerm], reviewer: Person, write: Export, read: Import) -> None:
    first = write(GlossaryTerm.objects.all())
    assert read(first.encode(), by=reviewer) == TermsTakenIn(same=5)
    GlossaryTerm.objects.all().delete()
    assert read(first.encode(), by=reviewer) == TermsTakenIn(added=5)
    assert write(GlossaryTerm.objects.all()) == first
    assert GlossaryTerm.objects.get(term="prompt").approved_by == reviewer
    assert GlossaryTerm.objects.get(term="AI").is_kept


def test_a_spreadsheet_takes_no_term_for_a_formula(terms: list[GlossaryTerm]) -> None:
    text = export_csv(GlossaryTerm.objects.all())
    assert "'=SUM(A1)" in text
    assert ",=SUM" not in text


def test_a_file_changes_terms_that_are_known(terms: list[GlossaryTerm], translator: Person) -> None:
    data = HEAD + "en,sw,Prompt,agizo,no,,yes\r\nen,sw,token,tokeni,no,,no\r\n"
    assert import_csv(data.encode(), by=translator) == TermsTakenIn(added=1, changed=1)
    row = GlossaryTerm.objects.get(term="Prompt")
    # A translator cannot approve, by a file neither.
    assert (row.pk, row.translation, row.approved_at) == (terms[0].pk, "agizo", None)


def test_a_file_of_a_spreadsheet_with_semicolons_is_read(desk: Desk, translator: Person) -> None:
    data = '\ufefffrom;into;term;translation\nEN_us;sw-KE;"data; raw";data ghafi\n;;;\n'
    assert import_csv(data.encode(), by=translator).added == 1
    row = GlossaryTerm.objects.get()
    assert (row.source_language, row.language, row.term) == ("en", "sw", "data; raw")


def test_a_refused_csv_names_every_line(desk: Desk, translator: Person) -> None:
    data = HEAD + (
        "en,sw,good,nzuri,no,,no\r\n"
        "en,xx,bad,language,no,,no\r\n"
        "en,ar,not,mine,no,,no\r\n"
        '"en",sw,"two\nlines",moja,no,,no\r\n'
        "en,sw,GOOD,njema,no,,no\r\n"
        "en,sw,,nothing,no,,no\r\n"
        "en,sw,kept,said,yes,,no\r\n"
        "en,sw,maybe,labda,perhaps,,no\r\n"
        "en,sw,a,b,no,,no,too many\r\n"
    )
    make_locale("ar")
    with pytest.raises(ExchangeRefused) as refused:
        import_csv(data.encode(), by=translator)
    assert [sentence.partition(":")[0] for sentence in refused.value.sentences] == [
        f"Line {line}" for line in (3, 4, 7, 8, 9, 10, 11)
    ]
    assert not GlossaryTerm.objects.exists()


@pytest.mark.parametrize(
    ("read", "data", "reason"),
    [
        (import_csv, b"", "Line 1 names the columns"),
        (import_csv, b"from,into,word\n", "word"),
        (import_csv, HEAD.encode() + b"en,sw,caf\xe9,x,no,,no\n", "Line 2 is not in UTF-8"),
        (import_csv, HEAD.encode() + b'en,sw,"open,x,no,,no\n', "as CSV"),
        (import_csv, HEAD.encode(), "has no terms"),
        (import_csv, b"x" * 10_000_001, "MB"),
        (import_tbx, b"<tbx><text>", "not whole XML"),
        (import_tbx, b"<html/>", "begins with <html>"),
        (import_tbx, b"<tbx/>", "has no terms"),
        (import_tbx, b'<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', "declares entities"),
        (import_tbx, b"<tbx>\n<conceptEntry>\n<langSec lang='en'/></conceptEntry></tbx>", "Line 2: the concept has no term"),
    ],
)
def test_what_is_no_glossary_is_refused(desk: Desk, translator: Person, read: Import, data: bytes, reason: str) -> None:
    with pytest.raises(DeskError, match=reason):
        read(data, by=translator)


OLD_TBX = """<?xml version="1.0"?><martif type="TBX" xml:lang="en"><text><body>
<termEntry id="1"><descrip type="subjectField">IT</descrip>
<langSet xml:lang="en-US"><tig><term>data</term></tig></langSet>
<langSet xml:lang="sw"><ntig><termGrp><term>data mbaya</term></termGrp></ntig>
<tig><term>data</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>
<langSet xml:lang="de"><tig><term>Daten</term></tig></langSet></termEntry></body></text></martif>"""
DCT_TBX = """<?xml version="1.0"?><tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"

 xmlns:min="http://www.tbxinfo.net/ns/min"><text><body>
<conceptEntry id="c"><langSec xml:lang="en"><termSec><term>data</term></termSec>
</langSec><langSec xml:lang="sw"><termSec><term>data</term>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry></body></text></tbx>"""


@pytest.mark.parametrize("text", [OLD_TBX, DCT_TBX])
def test_tbx_of_other_tools_is_read(desk: Desk, reviewer: Person, text: str) -> None:
    assert import_tbx(text.encode(), by=reviewer).added == 1
    row = GlossaryTerm.objects.get()
    assert (row.term, row.translation, row.is_kept, row.approved_by) == ("data", "data", False, reviewer)


@pytest.fixture
def outsider(desk: Desk) -> Client:
    """A translator of another language, who must see nothing of this one."""
    make_locale("ar")
    make_catalogue("ar")
    set_up_desk()
    client = Client()
    client.force_login(member("arabist", DeskRole.TRANSLATOR, "ar"))
    return client


def browser(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_the_pages_of_the_glossary(desk: Desk, terms: list[GlossaryTerm], translator: Person, reviewer: Person) -> None:
    client = browser(translator)
    page = client.get(GLOSSARY).content.decode()
    assert "5 terms" in page
    assert 'lang="sw" dir="ltr"' in page
    assert "stays as it is" in page
    assert ">Approve<" not in page
    assert "1 term<" in client.get(GLOSSARY, {"q": "ombi", "into": "sw"}).content.decode()
    assert "No term is like this" in client.get(GLOSSARY, {"q": "nothing"}).content.decode()
    posted = {"source_language": "en", "language": "sw", "term": "token", "translation": "tokeni", "note": ""}
    assert client.post(f"{GLOSSARY}add/", posted).status_code == 302
    token = GlossaryTerm.objects.get(term="token")
    assert "already" in client.post(f"{GLOSSARY}add/", posted).content.decode()
    assert (
        "no translation"
        in client.post(f"{GLOSSARY}{token.pk}/", {"term": "token", "translation": "x", "is_kept": "on"}).content.decode()
    )
    assert client.post(f"{GLOSSARY}{token.pk}/", {"term": "token", "translation": "kipande"}).status_code == 302
    token.refresh_from_db()
    assert token.translation == "kipande"
    assert browser(reviewer).post(f"{GLOSSARY}{token.pk}/approve/").status_code == 302
    assert client.post(f"{GLOSSARY}{token.pk}/delete/", follow=True).status_code == 200
    assert GlossaryTerm.objects.filter(pk=token.pk, approved_by=reviewer).exists()
    browser(reviewer).post(f"{GLOSSARY}{token.pk}/delete/")
    assert not GlossaryTerm.objects.filter(pk=token.pk).exists()


def test_files_go_in_and_out_by_the_pages(desk: Desk, terms: list[GlossaryTerm], reviewer: Person) -> None:
    client = browser(reviewer)
    for kind in ("csv", "tbx"):
        answer = client.get(f"{GLOSSARY}export.{kind}", {"into": "sw"})
        assert answer["Content-Disposition"] == f'attachment; filename="glossary-sw.{kind}"'
        GlossaryTerm.objects.all().delete()
        sent = client.post(f"{GLOSSARY}import/", {"file": SimpleUploadedFile(f"x.{kind}", answer.content)}, follow=True)
        assert "5 terms are new" in sent.content.decode()
    bad = SimpleUploadedFile("x.csv", (HEAD + "en,xx,a,b,no,,no\r\nen,sw,,b,no,,no\r\n").encode())
    refused = client.post(f"{GLOSSARY}import/", {"file": bad})
    assert refused.status_code == 422
    assert "Line 2" in refused.content.decode()
    assert "Line 3" in refused.content.decode()


def test_who_translates_another_language_sees_nothing_of_this(desk: Desk, terms: list[GlossaryTerm], outsider: Client) -> None:
    assert "ombi" not in outsider.get(GLOSSARY).content.decode()
    assert "ombi" not in outsider.get(GLOSSARY, {"into": "sw"}).content.decode()
    assert "ombi" not in outsider.get(f"{GLOSSARY}export.csv", {"into": "sw"}).content.decode()
    for address in ("", "approve/", "delete/"):
        assert outsider.post(f"{GLOSSARY}{terms[0].pk}/{address}", follow=True).status_code == 404
    assert GlossaryTerm.objects.count() == 5


def test_who_has_no_language_and_who_is_not_signed_in_gets_no_glossary(desk: Desk) -> None:
    assert Client().get(GLOSSARY).status_code == 302
    nobody = Person.objects.create_user(username="nobody", password="correct-horse-battery")
    assert browser(nobody).get(GLOSSARY).status_code == 302
