"""What is taught: pages, competencies, media, and the versions that publishing leaves behind."""

from courses.models.catalogue import CataloguePage
from courses.models.competency import Competency, Framework
from courses.models.course import CoursePage
from courses.models.data_price import DataPrice
from courses.models.former_address import FormerAddress
from courses.models.h5p import H5PContent, H5PLibrary
from courses.models.helpline import Helpline
from courses.models.job import Job
from courses.models.lesson import LessonPage
from courses.models.media import Film, FilmVariant, Picture, PictureRendition, PictureVariant, Recording, RecordingVariant
from courses.models.module import ModulePage
from courses.models.search import SearchEntry, SearchWord
from courses.models.version import CourseVersion, LessonVersion, RenderedDocument

__all__ = [
    "CataloguePage",
    "Competency",
    "CoursePage",
    "CourseVersion",
    "DataPrice",
    "Film",
    "FilmVariant",
    "FormerAddress",
    "Framework",
    "H5PContent",
    "H5PLibrary",
    "Helpline",
    "Job",
    "LessonPage",
    "LessonVersion",
    "ModulePage",
    "Picture",
    "PictureRendition",
    "PictureVariant",
    "Recording",
    "RecordingVariant",
    "RenderedDocument",
    "SearchEntry",
    "SearchWord",
]
