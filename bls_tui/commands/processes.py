"""`bls processes` and `bls process`: what is expected, how its runs went, and what technicians decide about them."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.call_common import DefaultGroup, message_option
from bls_tui.commands.common import ascii_option, json_option, look, viewer, zone_of
from bls_tui.locale import _
from bls_tui.plain import processes as plain
from bls_tui.plain import processes_data as data
from bls_tui.plain.look import write, write_json
from bls_tui.plain.standing import of_run
from bls_tui.service.processes import acts, taught, views
from bls_tui.service.processes.accounts import accounts
from bls_tui.service.processes.taught import CLASSES, Lesson
from checks import clock
from checks.rules.expected.states import RunState
from db.rows_runs import RunRow

VERDICTS = [state.value for state in acts.VERDICTS]


@click.command(
    help=_("Print the expected processes, late ones first; FILTER: words of name, customer, mailbox, state.")
)
@click.argument("words", metavar="[FILTER]", nargs=-1)
@ascii_option
@json_option
@click.pass_obj
def processes(run: Invocation, words: tuple[str, ...], ascii_only: bool, as_json: bool) -> None:
    """Print them."""
    view = views.processes_view(run.database, who(), clock.now(), viewer(run.config), accounts(run.config))
    rows = views.selected(view, " ".join(words))
    if as_json:
        write_json(data.of_processes(view, rows))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, rows, drawn), drawn)


@click.group(cls=DefaultGroup, default="show", help=_("One process, its runs and mails; NAME alone shows it."))
def process() -> None:
    """Show a process, or decide about its runs and mails."""


@process.command(help=_("Print process NAME (or its key) with its runs and the mails that tell of them."))
@click.argument("name")
@ascii_option
@json_option
@click.pass_obj
def show(run: Invocation, name: str, ascii_only: bool, as_json: bool) -> None:
    """Print it."""
    view = views.process_view(run.database, name, who(), clock.now())
    if as_json:
        write_json(data.of_process(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.one(view, drawn, zone_of(run.config)), drawn)


@process.command(help=_("Say how RUN (its number, or a process for its last run) went, whatever its mails say."))
@click.argument("run_name", metavar="RUN")
@click.argument("state", type=click.Choice(VERDICTS, case_sensitive=False))
@message_option(_("Why."))
@json_option
@click.pass_obj
def verdict(run: Invocation, run_name: str, state: str, message: str, as_json: bool) -> None:
    """Judge it by hand."""
    now = clock.now()
    run_id = views.run_named(run.database, run_name, now)
    done = acts.verdict(run.database, run_id, RunState(state), who(), now, reason=message)
    _said(run, done.run, as_json=as_json)


@process.command(help=_("Let the mails and the clock judge RUN again, which somebody judged by hand."))
@click.argument("run_name", metavar="RUN")
@json_option
@click.pass_obj
def unverdict(run: Invocation, run_name: str, as_json: bool) -> None:
    """Take the verdict back."""
    now = clock.now()
    row = acts.withdraw_verdict(run.database, views.run_named(run.database, run_name, now), who(), now)
    _said(run, row, as_json=as_json)


@process.command(help=_("Print the mails that need a technician, newest first."))
@ascii_option
@json_option
@click.pass_obj
def mails(run: Invocation, ascii_only: bool, as_json: bool) -> None:
    """Print them."""
    view = views.unclear_view(run.database, who(), clock.now())
    if as_json:
        write_json(data.of_unclear(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.unclear(view, drawn, zone_of(run.config)), drawn)


@process.command(help=_("Say that MESSAGE is about JOB: a process, or a run by its number."))
@click.argument("message_id", metavar="MESSAGE", type=int)
@click.argument("job", metavar="JOB")
@json_option
@click.pass_obj
def bind(run: Invocation, message_id: int, job: str, as_json: bool) -> None:
    """Bind it."""
    done = acts.bind(run.database, message_id, job, who(), clock.now())
    _said(run, done.run, as_json=as_json)


@process.command(help=_("Say that MESSAGE is no result of a run."))
@click.argument("message_id", metavar="MESSAGE", type=int)
@json_option
@click.pass_obj
def ignore(run: Invocation, message_id: int, as_json: bool) -> None:
    """Put it away."""
    acts.ignore(run.database, message_id, who(), clock.now())
    if as_json:
        write_json({"message": message_id, "state": "informational"})
    else:
        click.echo(_("Message {id} is put away.").format(id=message_id))


@process.command(help=_("Teach a rule from MESSAGE: mails of its sender with these words are of this class."))
@click.argument("message_id", metavar="MESSAGE", type=int)
@click.option("--words", default="", help=_("Words in subject or text that decide."))
@click.option("--subject", "subject_words", default="", help=_("Words that must be in the subject too."))
@click.option(
    "--verdict",
    "of_class",
    type=click.Choice(CLASSES, case_sensitive=False),
    required=True,
    help=_("What such a mail says."),
)
@click.option(
    "--sender",
    metavar="ADDRESS",
    help=_("Whose mails: an address, @domain, or '' for anybody; the mail's own otherwise."),
)
@click.option("--product", default="", help=_("The product, where such mails do not say it."))
@click.option("--job", default="", help=_("The job, where such mails do not say it."))
@click.option("--dry-run", is_flag=True, help=_("Only print the stored mails whose verdict would change."))
@message_option(_("A note."), required=False)
@json_option
@click.pass_obj
def teach(
    run: Invocation,
    *,
    message_id: int,
    words: str,
    subject_words: str,
    of_class: str,
    sender: str | None,
    product: str,
    job: str,
    dry_run: bool,
    message: str,
    as_json: bool,
) -> None:
    """Preview it, and save it unless asked not to."""
    now = clock.now()
    whose = taught.draft(run.database, message_id).sender if sender is None else sender
    lesson = Lesson(of_class, words, subject_words, whose, product, job, message, message_id)
    found = taught.preview(run.database, lesson)
    done = None if dry_run else taught.save(run.database, lesson, who(), now, accounts(run.config))
    if as_json:
        write_json({"rule": done.rule_id if done else None, "changes": data.of_changes(found)})
        return
    drawn = look(run.config, ascii_only=False)
    write(plain.changes(found, drawn, zone_of(run.config), now), drawn)
    if done is not None:
        text = _("Rule {id} is in force; {count} stored mails were read anew.")
        click.echo(text.format(id=done.rule_id, count=done.read_anew))


@process.command(help=_("Print the rules technicians taught; --remove ends one."))
@click.option("--remove", "rule_id", metavar="ID", type=int, help=_("End this rule; its mails are read anew."))
@json_option
@click.pass_obj
def rules(run: Invocation, rule_id: int | None, as_json: bool) -> None:
    """Print them, or end one."""
    if rule_id is not None:
        taught.remove(run.database, rule_id, who(), clock.now(), accounts(run.config))
    rows = taught.rules(run.database)
    if as_json:
        write_json(data.of_rules(rows))
    else:
        drawn = look(run.config, ascii_only=False)
        write(plain.rules(rows, drawn), drawn)


def _said(run: Invocation, row: RunRow | None, *, as_json: bool) -> None:
    if row is None:
        return
    if as_json:
        write_json(of_run(row))
    else:
        click.echo(plain.run_said(row, zone_of(run.config), clock.now()))
