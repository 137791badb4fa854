"""Runs a phase of cases in Odoo's shell. Reads `TASK`, answers one line of JSON after the mark."""

import json
import traceback

from clock import present, set_clock
from fixtures import Fixtures
from screens import Screens
from snapshot import snapshot

MARK = '@@certification '


def make(env, case, _now):
    set_clock(case.get('begins'))
    Fixtures(env, case['prefix']).make(case['fixture'])
    env.flush_all()


def screens(env, case, now):
    """Works the case in Odoo's screens, looks at what is left behind, and takes it back."""
    fixtures = Fixtures(env, case['prefix'])
    env.cr.execute('SAVEPOINT certification')
    try:
        for step in case['screens']:
            Screens(fixtures).do(step)
        return {'left': snapshot(env, case['prefix'], now)}
    except Exception as error:
        return {'refused': f'{type(error).__name__}: {error}', 'trace': traceback.format_exc()}
    finally:
        env.cr.execute('ROLLBACK TO SAVEPOINT certification')
        env.invalidate_all()
        env.transaction.clear()


def people(env, case, _now):
    """What people do in the screens while events come. It stays."""
    fixtures = Fixtures(env, case['prefix'])
    for step in case['people']:
        Screens(fixtures).do(step)
    env.flush_all()


def look(env, case, now):
    return {'left': snapshot(env, case['prefix'], now)}


PHASES = {'make': make, 'screens': screens, 'people': people, 'look': look}
STAYS = ('make', 'people')


def run(env, task):
    company = env['res.company'].browse(task['company']) if task.get('company') else env['res.company'].browse(1)
    working = env(
        user=env.ref('base.user_admin').id, context={'lang': 'en_US', 'tz': 'UTC', 'allowed_company_ids': company.ids}
    )
    answers = [PHASES[task['phase']](working, case, present(task)) for case in task['cases']]
    if task['phase'] in STAYS:
        env.cr.commit()
    else:
        env.cr.rollback()
    print(MARK + json.dumps(answers), flush=True)
