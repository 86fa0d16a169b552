"""Every mistake in the desk's tables names file, line and key, and nothing is applied."""

import pytest

HEAD = "[customer.acme]\n[customer.acme.site.hq]\n[technician.anna]\n[typology.posta]\n"

BY_ITSELF = [
    (
        "an unknown key",
        "[contract.c]\ncustomer = 'acme'\nsla = '4h'\n",
        7,
        "contract.c.sla",
        "unknown key; did you mean",
    ),
    ("no customer", "[contract.c]\n", 5, "contract.c.customer", "is missing"),
    (
        "an unknown service",
        "[contract.c]\ncustomer = 'acme'\nincludes = ['telassistance']\n",
        7,
        "contract.c.includes",
        "unknown service: 'telassistance'; did you mean tele-assistance?",
    ),
    (
        "an unknown reason",
        "[contract.c]\ncustomer = 'acme'\npauses = ['custommer']\n",
        7,
        "contract.c.pauses",
        "unknown reason: 'custommer'; did you mean customer?",
    ),
    (
        "an unknown step",
        "[contract.c]\ncustomer = 'acme'\ninforms = ['close']\n",
        7,
        "contract.c.informs",
        "unknown step: 'close'; did you mean closed?",
    ),
    (
        "an unknown field of a text",
        "[mail_template.t]\nbody = 'Chiamata {numero}'\n",
        6,
        "mail_template.t.body",
        "unknown field {numero}; did you mean {number}?",
    ),
    (
        "an unknown occasion",
        "[mail_template.t]\nbody = 'x'\nwhen = 'close'\n",
        7,
        "mail_template.t.when",
        "must be one of",
    ),
    (
        "a wrong duration",
        "[contract.c]\ncustomer = 'acme'\nsla1 = '4x'\n",
        7,
        "contract.c.sla1",
        "duration: '4x' is no duration such as 4h, 90m, 1h30m or 2d",
    ),
    (
        "no time at all",
        "[contract.c]\ncustomer = 'acme'\nsla1 = '0h'\n",
        7,
        "contract.c.sla1",
        "a duration is more than nothing",
    ),
    (
        "a month that is none",
        "[contract.c]\ncustomer = 'acme'\nfrom = '2026-13-01'\n",
        7,
        "contract.c.from",
        "'2026-13-01' is no date such as 2026-08-10",
    ),
    (
        "a contract upside down",
        "[contract.c]\ncustomer = 'acme'\nfrom = 2026-12-31\nto = 2026-01-01\n",
        5,
        "contract.c",
        "it ends before it begins",
    ),
    (
        "a period of no hours",
        "[contract.c]\ncustomer = 'acme'\nhours_per = 'year'\n",
        5,
        "contract.c",
        "hours_per needs hours",
    ),
    (
        "an unknown priority",
        "[contract.c]\ncustomer = 'acme'\n[contract.c.override.o]\nsla1 = '1h'\npriority = 'urgente'\n",
        9,
        "contract.c.override.o.priority",
        "unknown priority: 'urgente'; did you mean urgent?",
    ),
    (
        "an override of nothing",
        "[contract.c]\ncustomer = 'acme'\n[contract.c.override.o]\nsla1 = '1h'\n",
        7,
        "contract.c.override.o",
        "it is about no calls: say level, priority, or both",
    ),
    (
        "an override that changes nothing",
        "[contract.c]\ncustomer = 'acme'\n[contract.c.override.o]\nlevel = 'help desk'\n",
        7,
        "contract.c.override.o",
        "it changes nothing: say sla1, sla2, or both",
    ),
    (
        "a wrong window",
        "[calendar.c]\n[calendar.c.hours]\nmon-fri = ['9-13']\n",
        7,
        "calendar.c.hours.mon-fri",
        "9-13: is no window of the day such as 08:00-12:30 or 22:00-06:00",
    ),
    (
        "windows that overlap",
        "[calendar.c]\nhours = { mon-fri = ['09:00-13:00', '12:00-18:00'] }\n",
        6,
        "calendar.c.hours.mon-fri",
        "09:00-13:00, 12:00-18:00: two windows of the day overlap",
    ),
    (
        "a weekday said twice",
        "[calendar.c]\nhours = { mon-fri = '09:00-13:00', friday = '09:00-12:00' }\n",
        6,
        "calendar.c.hours",
        "'mon-fri' and 'friday' both say when friday is open",
    ),
    (
        "days that are none",
        "[calendar.c]\nclosed = ['ferragosto']\n",
        6,
        "calendar.c.closed",
        "'ferragosto' names no days",
    ),
    (
        "a country in small letters",
        "[calendar.c]\ncountry = 'it'\n",
        6,
        "calendar.c.country",
        "'it' is no country with known holidays; did you mean IT?",
    ),
    (
        "an unknown province",
        "[calendar.c]\ncountry = 'IT'\nprovince = 'MIL'\n",
        7,
        "calendar.c.province",
        "IT has no province 'MIL'; did you mean MI?",
    ),
    (
        "a province by its name",
        "[calendar.c]\ncountry = 'IT'\nprovince = 'Reggio nell Emilia'\n",
        7,
        "calendar.c.province",
        "IT has no province 'Reggio nell Emilia'; a code such as AG, AL, AN",
    ),
    (
        "a province of no country",
        "[calendar.c]\nprovince = 'MI'\n",
        6,
        "calendar.c.province",
        "a province needs its country",
    ),
    (
        "always, but",
        "[calendar.c]\nalways = true\ncountry = 'IT'\n",
        5,
        "calendar.c",
        "a calendar that is always open has no country",
    ),
    (
        "too much competence",
        "[technician.b.competences]\nposta = 6\n",
        6,
        "technician.b.competences.posta",
        "must be at most 5 (given: 6)",
    ),
    (
        "an unknown role",
        "[technician.b]\nroles = ['lead', 'boss']\n",
        6,
        "technician.b.roles",
        "must be one of 'technician', 'coordinator' or 'lead' (given: 'boss')",
    ),
    (
        "an unknown level",
        "[technician.b]\nlevels = ['helpdesk']\n",
        6,
        "technician.b.levels",
        "unknown level: 'helpdesk'; did you mean help desk?",
    ),
    ("no mail address", "[technician.b]\nmail = 'anna'\n", 6, "technician.b.mail", "'anna' is no mail address"),
    (
        "a name in an address",
        "[contact.c]\ncustomer = 'acme'\nmail = ['a@b.it', 'Anna <a@b.it>']\n",
        7,
        "contact.c.mail",
        "'Anna <a@b.it>' is no mail address",
    ),
    (
        "a language by its name",
        "[contact.c]\ncustomer = 'acme'\nlanguage = 'italiano'\n",
        7,
        "contact.c.language",
        "'italiano' is no language: two small letters such as it or en",
    ),
    (
        "an absence upside down",
        "[absence.a]\ntechnician = 'anna'\nfrom = 2026-08-10T18:00:00\nto = 2026-08-10T09:00:00\n",
        5,
        "absence.a",
        "it ends before it begins",
    ),
    (
        "a time with an offset",
        "[duty.d]\ntechnicians = ['anna']\nfrom = 2026-01-05T18:00:00+01:00\n",
        7,
        "duty.d.from",
        "'2026-01-05T18:00:00+01:00' is no date or local time",
    ),
    (
        "a rota of nobody",
        "[duty.d]\ntechnicians = []\nfrom = 2026-01-05\n",
        6,
        "duty.d.technicians",
        "must name somebody",
    ),
    (
        "somebody twice in a rota",
        "[duty.d]\ntechnicians = ['anna', 'anna']\nfrom = 2026-01-05\n",
        6,
        "duty.d.technicians",
        "anna is named twice",
    ),
    (
        "a name in a wrong language",
        "[typology.t]\nname = { ita = 'Posta' }\n",
        6,
        "typology.t.name",
        "'ita' is no language",
    ),
]

ACROSS = [
    (
        "the customer of a contract",
        "[contract.c]\ncustomer = 'acm'\n",
        6,
        "contract.c.customer",
        "unknown customer: 'acm'; did you mean acme?",
    ),
    (
        "the calendar of a contract",
        "[calendar.uffici]\n[contract.c]\ncustomer = 'acme'\ncalendar = 'ufici'\n",
        8,
        "contract.c.calendar",
        "unknown calendar: 'ufici'; did you mean uffici?",
    ),
    (
        "the lead of a contract",
        "[contract.c]\ncustomer = 'acme'\nlead = 'ana'\n",
        7,
        "contract.c.lead",
        "unknown technician: 'ana'; did you mean anna?",
    ),
    (
        "the customer of a contact",
        "[contact.c]\ncustomer = 'acm'\nsite = 'hq'\n",
        6,
        "contact.c.customer",
        "unknown customer: 'acm'; did you mean acme?",
    ),
    (
        "the site of a contact",
        "[contact.c]\ncustomer = 'acme'\nsite = 'mi'\n",
        7,
        "contact.c.site",
        "unknown site of customer acme: 'mi'; allowed: hq",
    ),
    (
        "the calendar of a technician",
        "[technician.b]\ncalendar = 'office'\n",
        6,
        "technician.b.calendar",
        "unknown calendar: 'office'; allowed: 24/7, default",
    ),
    (
        "the typology of a competence",
        "[technician.b]\n[technician.b.competences]\npsta = 3\n",
        7,
        "technician.b.competences.psta",
        "unknown typology: 'psta'; did you mean posta?",
    ),
    (
        "the technician of an absence",
        "[absence.a]\ntechnician = 'ana'\nfrom = 2026-08-10\nto = 2026-08-10\n",
        6,
        "absence.a.technician",
        "unknown technician: 'ana'; did you mean anna?",
    ),
    (
        "a technician of a rota",
        "[duty.d]\ntechnicians = ['anna', 'bruno']\nfrom = 2026-01-05\n",
        6,
        "duty.d.technicians",
        "unknown technician: 'bruno'; allowed: anna",
    ),
    (
        "the customer of a supplier",
        "[supplier.s]\ncontracts = { acmee = '1' }\n",
        6,
        "supplier.s.contracts.acmee",
        "unknown customer: 'acmee'; did you mean acme?",
    ),
    (
        "a calendar that is there",
        "[calendar.'24/7']\n",
        5,
        'calendar."24/7"',
        "this calendar is always there, and is not declared",
    ),
]


@pytest.mark.parametrize(
    ("text", "line", "key", "message"),
    [case[1:] for case in (*BY_ITSELF, *ACROSS)],
    ids=[case[0] for case in (*BY_ITSELF, *ACROSS)],
)
def test_a_mistake_names_line_and_key(folder, text, line, key, message):
    [(found_line, found_key, found)] = folder.mistakes(HEAD + text)
    assert (found_line, found_key) == (line, key)
    assert found.startswith(message)


def test_names_across_files_are_found(folder):
    folder.write(HEAD, "people.toml")
    documents = folder.fleet("[contract.c]\ncustomer = 'acme'\nlead = 'anna'\n").documents
    assert ("contract", "c") in documents


def test_what_two_files_declare_is_a_mistake(folder):
    folder.write(HEAD, "people.toml")
    [(line, key, message)] = folder.mistakes("\n[technician.anna]\n")
    assert (key, message.startswith("already declared in ")) == ("technician.anna", True)
    assert line in (2, 3)
