"""The list widget by itself: what is painted, and where the view goes."""

from contextlib import asynccontextmanager

from textual.app import App

from bls_tui.ui.render.cells import Cell, Column, Columned, Entry
from bls_tui.ui.themes import DARK
from bls_tui.ui.widgets.grid import Grid


class Lines(App):
    def __init__(self, count=1000):
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self.painted = []
        self.opened = []
        self.texts = {number: f"row {number}" for number in range(count)}
        self.grid = Grid((Column("NAME", grow=1),), self.paint)

    def paint(self, key):
        self.painted.append(key)
        return (Columned((Cell(self.texts[key]),)), Columned((Cell("second"),)))

    def compose(self):
        yield self.grid

    def on_grid_opened(self, message):
        self.opened.append((message.key, message.by_digit))

    def order(self, keys, height=1, follow=False):
        self.grid.show([Entry(key, height) for key in keys], follow=follow)


@asynccontextmanager
async def running():
    """Run the list; not a fixture, because Textual keeps the app in a context variable of the task."""
    lines = Lines()
    async with lines.run_test(size=(40, 11)) as lines.pilot:
        lines.order(range(1000))
        await lines.pilot.pause()
        yield lines


def shown(app):
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips()]


async def test_only_visible_rows_are_painted():
    async with running() as app:
        assert set(app.painted) == set(range(10))


async def test_a_row_out_of_sight_costs_nothing():
    async with running() as app:
        app.painted.clear()
        app.grid.refresh_keys([500])
        await app.pilot.pause()

        assert app.painted == []


async def test_a_changed_row_repaints_alone():
    async with running() as app:
        app.painted.clear()
        app.texts[3] = "other"
        app.grid.refresh_keys([3])
        await app.pilot.pause()

        assert set(app.painted) == {3}
        assert " other" in shown(app)


async def test_the_header_stays_while_rows_scroll():
    async with running() as app:
        app.grid.move_page(3)
        await app.pilot.pause()

        assert shown(app)[0].startswith(" NAME")
        assert not shown(app)[1].endswith("row 0")


async def test_the_cursor_is_always_in_sight_after_a_move():
    async with running() as app:
        for rows in (5, 20, 900, -300, 1, -1000):
            app.grid.move(rows)
            await app.pilot.pause()
            assert any(line.startswith(">") for line in shown(app))


async def test_the_cursor_stays_on_its_line_when_rows_come_above():
    async with running() as app:
        app.grid.move(50)
        await app.pilot.pause()
        before = next(number for number, line in enumerate(shown(app)) if line.startswith(">"))

        app.order([900, 901, *(key for key in range(900))])
        await app.pilot.pause()

        after = next(number for number, line in enumerate(shown(app)) if line.startswith(">"))
        assert app.grid.cursor == 50
        assert after == before


async def test_a_row_that_goes_far_does_not_take_the_reader_along():
    async with running() as app:
        app.order([*range(1, 1000), 0])
        await app.pilot.pause()

        assert app.grid.cursor == 0
        assert shown(app)[1].endswith("row 1")


async def test_rows_of_two_lines_and_their_digits():
    async with running() as app:
        app.grid.two_line = app.grid.numbered = True
        app.order(range(1000), height=2)
        await app.pilot.pause()
        assert shown(app)[0].startswith("1")
        assert shown(app)[1].strip() == "second"

        app.grid.open_digit(4)
        await app.pilot.pause()
        assert app.opened == [(3, True)]


async def test_marks_survive_another_order_and_leave_with_their_rows():
    async with running() as app:
        app.grid.toggle_mark()
        app.grid.toggle_mark()
        app.order([5, 1, 2])

        assert app.grid.marked == {1}
        assert app.grid.meant == [1]


async def test_ages_are_repainted_only_where_they_differ():
    async with running() as app:
        app.painted.clear()
        app.texts[2] = "older"
        app.grid.refresh_stale_lines()
        await app.pilot.pause()

        assert app.painted.count(2) == 2
        assert app.painted.count(4) == 1
