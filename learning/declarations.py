"""What the app of learners keeps about people: each field with the reason for which it is there (audience.md P2, P3, P11)."""

from __future__ import annotations

from typing import Final

from courses.declared import LEARNERS, NOBODY, STAFF, Declared, content

WITH_THE_PERSON: Final = "until the learner erases it; after 24 months of silence it points at nobody (retention)"
WITH_THE_CLASS: Final = "until the institution deletes the class"
GOES_WITH_THE_CODE: Final = "until the learner erases it; goes with the code after 24 months of silence (retention)"
FOR_EVER: Final = "for ever: nobody stands behind it"
UNTIL_DELETED: Final = "until an administrator deletes it"
ROW: Final = "the row"
WHOSE: Final = "whose it is"


def about_learners(purpose: str, life: str, **fields: str) -> Declared:
    """A model about learners."""
    return Declared(LEARNERS, purpose, life, {"id": ROW, **fields})


def about_staff(purpose: str, life: str, **fields: str) -> Declared:
    """A model about members of staff and institutions."""
    return Declared(STAFF, purpose, life, {"id": ROW, **fields})


DECLARED: Final[dict[str, Declared]] = {
    "learning.Person": about_learners(
        "Whom answers belong to: a guest, a learner with a code, or a member of staff. Of a learner neither name nor address.",
        "guests: 180 days after the last answer; learners: until they erase it, and without code after 24 months of silence; "
        "staff: until the account is deleted",
        uuid="what the phone's signed cookie names; new once the person is forgotten",
        username="staff only: to sign in",
        email="staff only: to be reached about their account",
        first_name="staff only: so that others of the staff know who did what",
        last_name="staff only: so that others of the staff know who did what",
        password="staff only: a slow hash, to sign in",  # noqa: S106 - a reason
        last_login="staff only: to find accounts that nobody uses",
        is_superuser="staff only: may do everything",
        groups="staff only: roles",
        user_permissions="staff only: single rights",
        code="learners only: opens another phone; never a name",
        pin_digest="learners only: a keyed digest of the three pictures",
        pin_failures="wrong tries of the pictures, so that guessing is slow",
        pin_locked_until="until when further tries wait",
        opened_on="the day the code last opened a phone, so that codes nobody uses are let go",
        phone_epoch="closes all phones at once",
        sign_in_epoch="staff only: ends their other sessions when a factor or the password changes",
        has_given_password="staff only: somebody else made the password, so its owner is asked for one of their own",  # noqa: S106 - a reason
        is_active="whether anything may be opened with it",
        joined_at="when the row was made, so that empty guests are let go",
    ),
    "learning.LearnerFacts": about_learners(
        "What a learner with a code chose to tell, for reports in which small groups are hidden. All of it optional.",
        "until the learner takes it back or erases it; goes with the code after 24 months of silence (retention)",
        person=WHOSE,
        age_band="whether courses reach every age, and whether a certificate waits for a guardian; a band, never a birth date",
        gender="whether courses reach women and men alike",
        country="which country's helplines come first, whose age limit holds, and reports; never a nearer place",
        told_at="how old the answers are",
    ),
    "learning.GuardianConsent": about_learners(
        "That an institution says a guardian has agreed, where a child wants a certificate. Who the guardian is, is not kept.",
        GOES_WITH_THE_CODE,
        person=WHOSE,
        institution="who says so",
        attested_by="which member of its staff; empty once the account is gone",
        attested_at="when",
        below_age="which age limit held then",
        withdrawn_at="since when it no longer holds",
    ),
    "learning.Attempt": about_learners(
        "An answer: lamps, certificates and reports rest on it.",
        WITH_THE_PERSON,
        uuid="made by the phone, so that an answer sent twice is one",
        person=WHOSE,
        course_key="to which course",
        lesson_key="to which lesson",
        question_id="to which question",
        lesson_version="to which version of it",
        response="what was chosen or typed, so that the page can show it again and questions can be made better",
        score="what it was worth",
        is_correct="whether it was right",
        evidence="how it was given",
        occurred_at="when, by the phone's clock: the order of answers that waited",
        recorded_at="when it came in: how long somebody has been silent",
    ),
    "learning.Confirmation": about_learners(
        "That a facilitator confirms an answer which the learner reported: a certificate may rest on it.",
        WITH_THE_PERSON,
        attempt="which answer",
        confirmed_by="who confirms it; empty once the account is gone",
        confirmed_at="when",
    ),
    "learning.LessonProgress": about_learners(
        "The lamps; can be made again from the answers.",
        WITH_THE_PERSON,
        person=WHOSE,
        course_key="of which course",
        lesson_key="of which lesson",
        questions_total="how many questions it has",
        questions_tried="how many were tried",
        questions_right="how many were right",
        completed_at="when the lamp was lit: it stays lit",
        last_answer_at="where to go on",
    ),
    "learning.CourseCompletion": about_learners(
        "That a course was completed: a certificate rests on it.",
        WITH_THE_PERSON,
        person=WHOSE,
        course_key="which course",
        course_version="which version of it",
        questions_total="how many questions it had",
        questions_right="how many were right",
        completed_at="when",
    ),
    "learning.Enrolment": about_learners(
        "That a course was begun.",
        WITH_THE_PERSON,
        person=WHOSE,
        course_key="which course",
        enrolled_at="when, for reports of starts",
    ),
    "learning.Membership": about_learners(
        "That a learner belongs to a class, by a number and without a name.",
        GOES_WITH_THE_CODE,
        cohort="which class",
        person=WHOSE,
        seat="the number by which the facilitator knows the learner",
        wants_announcements="whether words to the class are shown",
        joined_at="since when",
        left_at="until when",
    ),
    "learning.Attendance": about_learners(
        "That a learner was at a meeting.", GOES_WITH_THE_CODE, session="which meeting", person=WHOSE
    ),
    "learning.StrangeCode": Declared(
        NOBODY,
        "Tries of codes that nobody has, so that they wait like others and no wait tells which codes exist.",
        "two days after the last try (retention)",
        dict.fromkeys(("id", "digest", "pin_failures", "pin_locked_until", "tried_at"), ""),
    ),
    "learning.ClassSession": about_staff(
        "A meeting of a class, as its register says.",
        WITH_THE_CLASS,
        uuid="so that a register brought twice is one",
        cohort="which class",
        lesson_version="about which lesson",
        course_key="of which course",
        lesson_key="of which lesson",
        held_on="on which day",
        minutes="how long",
        recorded_by="who answers for it; empty once the account is gone",
        recorded_at="when it was written",
    ),
    "learning.HandsUp": content(
        "How many hands went up for an option: of nobody in particular.", WITH_THE_CLASS, "id session question_id choice count"
    ),
    "learning.Cohort": about_staff(
        "A class.",
        WITH_THE_CLASS,
        uuid="its address",
        institution="whose class it is",
        name="what it is called; the page says not to write a person's name",
        join_code="what learners type to come in",
        language="in which language it learns",
        starts_on="its first day",
        ends_on="its last day",
        shares_devices="whether its learners' phones close by themselves",
        created_at="when it was made",
        facilitators="who leads it",
    ),
    "learning.CohortCourse": content("A course that a class takes.", WITH_THE_CLASS, "id cohort course_key place"),
    "learning.Announcement": about_staff(
        "What a facilitator tells a class.",
        WITH_THE_CLASS + "; shown until its last day",
        cohort="which class",
        text="the words",
        written_by="who wrote them; empty once the account is gone",
        written_at="when",
        shown_until="until when they are shown",
    ),
    "learning.Institution": about_staff(
        "A partner institution.",
        UNTIL_DELETED,
        uuid="its address",
        name="what it is called",
        country="whose law holds",
        is_active="whether its staff see its classes",
        created_at="since when",
        logo="which picture is printed on its learners' certificates",
        logo_checked_at="since when it may be printed",
        logo_checked_by="who says that it may",
    ),
    "learning.InstitutionStaff": about_staff(
        "Who works for an institution.",
        "until the institution or an administrator ends it",
        institution="which institution",
        person="whose account",
        role="in which role",
    ),
    "learning.ConsentAge": content("Below which age a country's law asks for consent.", UNTIL_DELETED, "id country age source"),
    "learning.SigningKey": content(
        "The public halves of keys: what they signed is checked with them.",
        "for ever",
        "id name institution public_key created_at retired_at leaked_at",
    ),
    "learning.StaffAction": about_staff(
        "What staff did to learners and classes, so that it can be looked into.",
        "24 months (retention); to whom it was done goes with the learner",
        at="when",
        actor="who did it; empty once the account is gone",
        action="what",
        institution="for which institution",
        cohort="in which class",
        person="to whom; empty once the learner is erased or forgotten",
        detail="what else is needed to understand it: a number in the class, never a code",
    ),
    "learning.H5PState": about_learners(
        "Where somebody is in an H5P content, so that they can go on later. What it says is the content's own.",
        GOES_WITH_THE_CODE,
        person=WHOSE,
        content="of which content",
        data_type="which of its states",
        sub_content_id="of which question inside",
        data="the state, as the content wrote it",
        content_hash="for which content: after a change it is not given back",
        updated_at="when it was last written",
    ),
    "learning.H5PResult": about_learners(
        "What somebody did in an H5P content, as their phone reported it: evidence, shown to them and their facilitator.",
        GOES_WITH_THE_CODE,
        uuid="made by the phone, so that a result sent twice is one",
        person=WHOSE,
        content="in which content",
        course_key="in which course",
        lesson_key="in which lesson",
        card_id="at which card",
        sub_content_id="at which question inside",
        verb="what was done",
        score="points",
        max_score="points that could be had",
        is_rescored="whether the points were worked out here",
        response="the answer",
        seconds="how long it took, as reported",
        occurred_at="when, as the phone says",
        recorded_at="when it reached us",
    ),
    "learning.CheckResult": about_learners(
        "What somebody's first answers to a course's two checks add up to: whether courses teach anything. Made from attempts.",
        WITH_THE_PERSON,
        person=WHOSE,
        course_key="of which course",
        start_answered="how many of the four before it were answered",
        start_right="how many of them right at the first try",
        end_answered="how many of the four after it were answered",
        end_right="how many of them right at the first try",
        language="in which language, for figures by language",
        done_in="in which month both were answered: figures are shown when it is over",
    ),
    "learning.ReportedStart": about_learners(
        "One start of a course, as reports count it: published only with those of nine others or more.",
        "what was told is blanked when it is published, and with the class after 24 months of silence (retention); "
        "the row goes with the learner",
        person=WHOSE,
        course_key="of which course",
        month="in which month, and no nearer",
        gender="as told, until it is published",
        age_band="as told, until it is published",
        country="as told, until it is published",
        language="in which language",
        mode="online, or in a class",
        institution="in whose class",
        cohort="in which class",
        is_completed="whether the course was completed",
        is_released="whether it is in a published figure, so that nobody is counted twice",
        **dict.fromkeys(
            ["answers", "right_answers", "questions", "first_right", "ever_right", "minutes", "gain_people", "gain_points"],
            "a sum for the figures of the group",
        ),
    ),
    "learning.ReportFigure": content(
        "A published figure of ten people or more.",
        FOR_EVER,
        "id is_site institution cohort course_key month face gender part lesson_key people outcome completed published_at answers "
        "right_answers questions first_right ever_right minutes gain_people gain_points",
    ),
    "learning.QuestionCount": content(
        "How a question does, counted over everybody.",
        FOR_EVER,
        "id course_key lesson_key question_id language people right chosen pairs sum_x sum_y sum_yy sum_xy shown",
    ),
    "learning.RollupMark": content("How far answers are counted.", FOR_EVER, "id name last_attempt"),
    "learning.OpinionCount": content(
        "How often a face was given to a lesson or course in a month, by nobody in particular.",
        FOR_EVER,
        "id about key language month face count",
    ),
}
