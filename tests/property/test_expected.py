"""What holds for every schedule, window, mail and run of expected processes."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checks.rules.expected import policy
from checks.rules.expected.binding import Clue, Moment, bind, moment
from checks.rules.expected.clock import Mailbox, by_clock
from checks.rules.expected.judging import Evidence, Manual, judge
from checks.rules.expected.recognition import MailFacts, Recognition, recognise
from checks.rules.expected.schedule import Schedule, by_cron, by_days
from checks.rules.expected.states import BAD, GOOD, OPEN, RunState, severity
from checks.rules.expected.windows import PlannedRun, Tolerances, ahead, plan

EXAMPLES = settings(max_examples=60, deadline=None)
HOUR = 3600.0
DAY = 24 * HOUR
ROME = ZoneInfo("Europe/Rome")
ZONES = st.sampled_from([ROME, ZoneInfo("UTC"), ZoneInfo("America/St_Johns"), ZoneInfo("Australia/Lord_Howe")])
# Both nights of daylight saving of 2026, the turn of the year, and 29 February 2028.
STARTS = st.one_of(
    *(
        st.floats(-2 * DAY, 2 * DAY).map(lambda shift, day=day: datetime.fromisoformat(day).timestamp() + shift)
        for day in ("2026-03-29T00:00Z", "2026-10-25T00:00Z", "2027-01-01T00:00Z", "2028-02-29T00:00Z")
    )
)
SPANS = st.floats(0, 4 * DAY)
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
DAYS = st.sampled_from(["", "mon-fri ", "sat, sun ", "day -1 ", "february 29 ", "sunday -1 ", "tuesday "])
CRONS = st.builds(
    "{} {} {} {} {}".format,
    st.sampled_from(["0", "30", "0,30", "*/20", "59"]),
    st.sampled_from(["2", "*", "2,3", "*/6", "22", "1-4"]),
    st.sampled_from(["*", "1", "l", "29"]),
    st.sampled_from(["*", "*", "*", "2,3,10"]),
    st.sampled_from(["*", "*", "1-5", "sun", "mon#1"]),
)
SCHEDULES = st.one_of(
    st.builds(by_cron, CRONS, ZONES),
    st.builds(by_days, st.lists(st.builds("{}{}".format, DAYS, TIMES), min_size=1, max_size=3), ZONES),
)
SECONDS = st.one_of(st.none(), st.floats(0, 20 * HOUR))
TOLERANCES = st.builds(Tolerances, SECONDS, SECONDS, SECONDS, SECONDS)


@EXAMPLES
@given(SCHEDULES, STARTS, SPANS, st.floats(0, 1))
def test_what_is_scheduled_does_not_depend_on_how_it_is_asked(schedule: Schedule, start, span, share):
    middle, end = start + span * share, start + span
    whole = schedule.scheduled(start, end)
    assert whole == [*schedule.scheduled(start, middle), *schedule.scheduled(middle, end)]
    assert all(start <= at < end for at in whole)
    assert all(before < after for before, after in pairwise(whole))


@EXAMPLES
@given(SCHEDULES, STARTS, SPANS)
def test_before_and_after_are_neighbours(schedule: Schedule, at, span):
    following = schedule.after(at)
    if following is None:
        return
    assert schedule.scheduled(at + 1e-3, following) == []
    assert schedule.scheduled(following, following + 1) == [following]
    before = schedule.before(following)
    assert before is None or (before <= at + 1e-3 and schedule.after(before) == following)


@EXAMPLES
@given(TIMES, ZONES, STARTS)
def test_a_time_of_the_day_comes_once_a_day_whatever_the_night(time, zone, start):
    found = by_days([time], zone).scheduled(start, start + 4 * DAY)
    days = [datetime.fromtimestamp(at, zone).date() for at in found]
    assert len(days) == len(set(days))
    assert all((after - before).days == 1 for before, after in pairwise(days))


@EXAMPLES
@given(SCHEDULES, TOLERANCES, STARTS, SPANS)
def test_the_instants_of_a_run_are_in_order_and_its_window_before_the_next(schedule, tolerances, start, span):
    runs = plan(schedule, tolerances, start, start + span)
    for run in runs:
        assert run.opens_at <= run.scheduled_at <= run.due_at <= run.late_at <= run.missing_at
    for before, after in pairwise(runs):
        assert before.scheduled_at <= after.opens_at - 1 + 1e-6
        assert before.opens_at < after.opens_at


@EXAMPLES
@given(SCHEDULES, TOLERANCES, STARTS, SPANS, st.floats(0, 1))
def test_a_run_comes_out_the_same_whenever_it_is_planned(schedule, tolerances, start, span, share):
    middle = start + span * share
    at_once = plan(schedule, tolerances, start, start + span)
    assert at_once == [
        *plan(schedule, tolerances, start, middle),
        *plan(schedule, tolerances, middle, start + span),
    ]


@EXAMPLES
@given(SCHEDULES, TOLERANCES, STARTS, SPANS)
def test_running_ahead_leaves_no_run_out_and_makes_none_twice(schedule, tolerances, start, span):
    first = ahead(schedule, tolerances, start, start + span)
    assume(first)
    assert len(first) < 2 or first[-2].scheduled_at <= start + span
    again = ahead(schedule, tolerances, first[-1].scheduled_at, start + span + DAY)
    assert [*first, *again] == ahead(schedule, tolerances, start, (again or first)[-1].scheduled_at - 1)


@st.composite
def ledgers(draw) -> list[PlannedRun]:
    start = draw(STARTS)
    runs = plan(draw(SCHEDULES), draw(TOLERANCES), start, start + 5 * DAY)
    assume(len(runs) > 1)
    return runs


@EXAMPLES
@given(ledgers(), st.floats(-DAY, 7 * DAY))
def test_windows_part_time_and_a_mail_belongs_to_at_most_one_run(runs, shift):
    at = runs[0].opens_at + shift
    bound = bind(Moment(at, Clue.END), runs)
    ends = [run.opens_at for run in runs[1:]] + [float("inf")]
    holding = [run for run, end in zip(runs, ends, strict=True) if run.opens_at <= at < end]
    assert holding == ([bound] if bound else [])
    assert (bound is None) == (at < runs[0].opens_at)


@EXAMPLES
@given(ledgers(), st.data())
def test_a_mail_sent_between_the_start_and_the_lateness_of_a_run_is_its_own_by_default(runs, data):
    start, end = runs[0].scheduled_at, runs[-1].scheduled_at
    schedule = by_days(["22:00"], ROME)
    plain = plan(schedule, Tolerances(), start, end + DAY)
    assume(plain)
    run = data.draw(st.sampled_from(plain))
    at = data.draw(st.floats(run.scheduled_at, run.late_at, exclude_max=True))
    assert bind(Moment(at, Clue.END), plain) == run


CLUES = st.one_of(st.none(), st.floats(0, 2e9))


@EXAMPLES
@given(CLUES, CLUES, CLUES)
def test_a_moment_is_never_in_the_future_of_its_arrival(ended_at, sent_at, received_at):
    when = moment(ended_at, sent_at, received_at)
    told = {Clue.END: ended_at, Clue.DATE: sent_at, Clue.RECEIVED: received_at}
    if when is None:
        assert set(told.values()) == {None}
        return
    assert told[when.clue] == when.at
    assert received_at is None or when.at <= received_at + HOUR


VERDICTS = st.sampled_from([RunState(word) for word in ("OK", "WARNING", "PARTIAL", "FAILED", "UNKNOWN")])
ITEMS = st.sampled_from(["", "srv1", "srv2", "old"])
EVIDENCE = st.lists(
    st.builds(Evidence, st.sampled_from("abcdef"), st.integers(0, 5).map(float), VERDICTS, ITEMS, st.booleans()),
    max_size=8,
    unique_by=lambda one: (one.mail, one.item),
)
REQUIRED = st.sampled_from([(), ("srv1",), ("srv1", "srv2"), ("srv*",)])
RUN = PlannedRun(0, -6 * HOUR, HOUR, 2 * HOUR, 4 * HOUR)
NOWS = st.sampled_from([0, 2 * HOUR, 4 * HOUR, 9 * HOUR])
MAILBOXES = st.builds(Mailbox, st.one_of(st.none(), NOWS), st.none())


@EXAMPLES
@given(EVIDENCE, st.randoms(), NOWS, MAILBOXES, REQUIRED)
def test_the_order_in_which_mails_arrive_does_not_matter(evidence, random, now, mailbox, required):
    shuffled, skipped = random.sample(evidence, len(evidence)), random.random() < 0.5
    first = judge(RUN, evidence, now, mailbox, required=required, skipped=skipped)
    assert judge(RUN, shuffled, now, mailbox, required=required, skipped=skipped) == first


@settings(max_examples=300, deadline=None)
@given(EVIDENCE, NOWS, MAILBOXES, REQUIRED)
def test_no_run_is_ok_without_a_final_ok_for_all_that_is_required(evidence, now, mailbox, required):
    judged = judge(RUN, evidence, now, mailbox, required=required)
    if judged.state is not RunState.OK:
        return
    fine = {one.item for one in evidence if one.verdict is RunState.OK and one.final}
    assert fine
    for name in required:
        assert any(item.startswith(name.rstrip("*")) for item in fine if item)


@settings(max_examples=300, deadline=None)
@given(EVIDENCE, NOWS, MAILBOXES)
def test_a_good_run_has_no_failure_later_than_all_that_spoke_for_it(evidence, now, mailbox):
    judged = judge(RUN, evidence, now, mailbox)
    failures = [one for one in evidence if one.final and one.verdict in (RunState.FAILED, RunState.PARTIAL)]
    last = max((one.at for one in evidence if one.verdict in GOOD and one.final), default=-1.0)
    if any(one.at >= last for one in failures):
        assert judged.state not in GOOD


@EXAMPLES
@given(EVIDENCE, NOWS, MAILBOXES, REQUIRED)
def test_a_failure_of_the_whole_after_everything_else_is_never_hidden(evidence, now, mailbox, required):
    last = Evidence("zzz", 99.0, RunState.FAILED)
    assert judge(RUN, [*evidence, last], now, mailbox, required=required).state in BAD


@EXAMPLES
@given(EVIDENCE, NOWS, MAILBOXES, REQUIRED, ITEMS)
def test_unknown_mails_change_no_known_verdict(evidence, now, mailbox, required, item):
    known = [one for one in evidence if one.verdict is not RunState.UNKNOWN]
    before = judge(RUN, known, now, mailbox, required=required)
    assume(before.state not in OPEN and before.state is not RunState.MISSING and not before.waiting)
    late = Evidence("zzz", 99.0, RunState.UNKNOWN, item)
    assert judge(RUN, [*known, late], now, mailbox, required=required).state is before.state


@EXAMPLES
@given(EVIDENCE, REQUIRED, VERDICTS)
def test_a_technician_wins_over_all_mails(evidence, required, verdict):
    judged = judge(RUN, evidence, 0, Mailbox(), required=required, manual=Manual(verdict, "anna"))
    assert judged.state is verdict


@EXAMPLES
@given(ledgers(), st.lists(st.floats(-HOUR, 3 * DAY), min_size=2, max_size=6).map(sorted), st.booleans())
def test_the_clock_only_moves_a_run_on(runs, shifts, fails):
    run, order = runs[0], [RunState.EXPECTED, RunState.LATE, RunState.MISSING]
    seen = [
        by_clock(run, run.scheduled_at + shift, Mailbox(None if fails else run.scheduled_at + shift))
        for shift in shifts
    ]
    ranks = [order.index(one.state) for one in seen]
    assert ranks == sorted(ranks)
    assert not (fails and order[-1] in {one.state for one in seen})


STATES = st.lists(st.sampled_from(list(RunState)), max_size=12)
POLICIES = st.tuples(st.integers(1, 5), st.integers(0, 5), st.booleans()).map(
    lambda told: policy.Policy(told[0], told[0] + told[1], told[2])
)


@EXAMPLES
@given(STATES, POLICIES)
def test_a_job_is_proposed_or_recovered_but_not_both(history, rule):
    assert not (policy.proposes(history, rule) and policy.recovered(history, rule))
    assert policy.proposes([*history, RunState.OK], rule) is None
    assert policy.proposes([*history, *[RunState.FAILED] * rule.count], rule) is not None
    quiet = [*history, RunState.SKIPPED, RunState.UNKNOWN, RunState.EXPECTED]
    assert policy.proposes(quiet, rule) == policy.proposes(history, rule)


NAMES = st.sampled_from(["", "nightly", "night*", "srv1", "srv2", "weekly"])
WANTED = st.builds(Recognition, st.sampled_from(["", "backup"]), st.just(()), st.just(()), st.just(""), NAMES, NAMES)
TOLD = st.sampled_from(["", "nightly", "srv1.firm.example", "SRV2", "weekly"])
FACTS = st.builds(
    MailFacts, st.just("backup"), st.just("a@b.c"), st.just(""), st.just(""), TOLD, TOLD, st.lists(TOLD).map(tuple)
)


@EXAMPLES
@given(FACTS, st.dictionaries(st.sampled_from("pqrst"), WANTED, max_size=5))
def test_a_mail_and_each_of_its_items_belong_to_at_most_one_process(facts, processes):
    found = recognise(facts, processes)
    items = [match.item for match in found.matches]
    assert len(items) == len(set(items))
    assert set(items) <= {"", *facts.items}
    assert recognise(facts, dict(reversed(processes.items()))).matches == found.matches


@given(st.lists(st.sampled_from(list(RunState)), min_size=1))
def test_severity_orders_all_states(states):
    assert severity(max(states, key=severity)) == max(map(severity, states))
