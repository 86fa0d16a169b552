"""Views of the queue kept under a name."""

from textual.widgets import Checkbox, Input

from bls_tui.service.desk import saved_views
from bls_tui.service.desk.saved_views import SavedView, Sort
from bls_tui.ui.screens.calls import CallsScreen
from bls_tui.ui.screens.views_form import ViewsForm
from tests.ui.test_calls import to_calls
from tests.ui.workbench import WIDE, workbench


async def open_views(driven, name, **ticked):
    await driven.press("V")
    form = driven.app.screen
    assert isinstance(form, ViewsForm)
    form.query_one("#name", Input).value = name
    for box in ("keep", "forget"):
        form.query_one(f"#{box}", Checkbox).value = ticked.get(box, False)
    await driven.press("enter")


async def test_what_is_shown_is_kept_shown_again_and_forgotten(desk, picture):
    database = desk()
    async with workbench(database, WIDE) as driven:
        await to_calls(driven)
        driven.app.screen.apply_filter("cust:nord")
        await driven.press("v")
        await open_views(driven, "North", keep=True)
        assert saved_views.of(database, "kb") == (SavedView("North", "cust:nord", Sort.MINE),)
        assert "Calls > North" in driven.text

        await driven.press("v")
        assert "Calls > North" not in driven.text
        await driven.press("escape")
        await driven.press("V")
        assert driven.text == picture
        await driven.press("escape")
        await open_views(driven, "nor")
        screen = driven.app.screen
        assert (screen.view_name, screen.filter_text) == ("mine", "cust:nord")

        await open_views(driven, "North", forget=True)
        assert saved_views.of(database, "kb") == ()


async def test_a_name_that_is_not_kept_is_refused(desk):
    async with workbench(desk()) as driven:
        await to_calls(driven)
        await open_views(driven, "nothing")
        assert not isinstance(driven.app.screen, CallsScreen)
        assert "nothing is called" in driven.text


async def test_somebody_unknown_keeps_nothing(desk):
    database = desk()
    async with workbench(database, user="stranger") as driven:
        await to_calls(driven)
        await open_views(driven, "North", keep=True)
        assert "may only look" in driven.text
        assert saved_views.of(database, "stranger") == ()
