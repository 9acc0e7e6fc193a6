"""What learners' side announces, in the past tense. Listeners are consequences; losing one loses nothing, for each has a repair."""

from __future__ import annotations

from django.dispatch import Signal

# person: Person, attempt: Attempt, progress: LessonProgress, or None for an answer to a check. After commit. No listener yet.
answer_recorded = Signal()

# person: Person, progress: LessonProgress. After commit, once per person and lesson. No listener yet.
lesson_completed = Signal()

# person: Person, completion: CourseCompletion. After commit, once per person and course. No listener yet.
course_completed = Signal()

# guest: Person, person: Person. Inside the transaction, before any row is locked: who counts holds still. Listener: reports.
guest_claiming = Signal()

# guest: Person, person: Person (the learner the guest turned out to be), attempts: frozenset[int], the keys of those that were the
# guest's. Inside the transaction, before the guest's row goes: a listener that fails undoes the claim. Listeners: certificates,
# reports.
guest_claimed = Signal()

# person: Person. Inside the transaction, before the row and all that points at it goes. Listener: certificates.
person_erased = Signal()

# person: Person. Inside the transaction, before who they were goes and what they answered becomes nobody's. Listener: certificates.
person_forgotten = Signal()

# No arguments; the sender is a model of the app whose part it is. What a nested app adds to every bundle (`parts`) is no longer
# what it was. After it was kept. Listener: bundles (repair: `build_bundle`, and the next publishing).
bundle_parts_changed = Signal()
