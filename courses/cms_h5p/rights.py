"""Who may do what with H5P in the CMS. Snippet pages of Wagtail only list and choose: adding, replacing and deleting are ours."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from wagtail.admin.auth import permission_required
from wagtail.permission_policies import ModelPermissionPolicy

VIEW: Final = "courses.view_h5pcontent"
IMPORT: Final = "courses.add_h5pcontent"
REPLACE: Final = "courses.change_h5pcontent"
DELETE: Final = "courses.delete_h5pcontent"
VIEW_LIBRARIES: Final = "courses.view_h5plibrary"
INSTALL: Final = "courses.install_h5plibrary"

views_contents = permission_required(VIEW)
imports = permission_required(IMPORT)
replaces = permission_required(REPLACE)
deletes = permission_required(DELETE)
views_libraries = permission_required(VIEW_LIBRARIES)
installs = permission_required(INSTALL)


class OnlyLooking(ModelPermissionPolicy):
    """For Wagtail's own pages of contents, which know no packages: they may be seen and chosen there, never written."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Looking, for those who may look."""
        return action == "view" and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        """Whether looking is among what is asked."""
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Collection[str]) -> Any:
        """Nobody but those who may look."""
        return super().users_with_any_permission({"view"} & set(actions))
