"""Runs a phase of cases in Odoo's shell. Reads `TASK`, answers one line of JSON after the mark."""

import json
import traceback

from clock import present, set_clock
from facts import facts
from fixtures_existing import ExistingFixtures, speak, watched
from screens_existing import ExistingScreens
from snapshot import snapshot

MARK = '@@certification '


def stays(env, work):
    """Does it and keeps it; what Odoo refuses is taken back and told."""
    env.cr.execute('SAVEPOINT certification')
    try:
        work()
        env.flush_all()
    except Exception as error:
        # Before anything is written that Odoo still means to compute: it may be what was refused.
        env.transaction.clear()
        env.cr.execute('ROLLBACK TO SAVEPOINT certification')
        return {'refused': f'{type(error).__name__}: {error}', 'trace': traceback.format_exc()}
    return {'done': True}


def make(env, case, _now):
    def work():
        set_clock(case.get('begins'))
        ExistingFixtures(env, case['prefix']).make(case['fixture'])

    return stays(env, work)


def screens(env, case, now):
    """Works the case in Odoo's screens, looks at what is left behind, and takes it back."""
    fixtures = ExistingFixtures(env, case['prefix'])
    env.cr.execute('SAVEPOINT certification')
    try:
        for step in case['screens']:
            ExistingScreens(fixtures).do(step)
        return {'left': snapshot(env, case['prefix'], now, watched(env, case))}
    except Exception as error:
        return {'refused': f'{type(error).__name__}: {error}', 'trace': traceback.format_exc()}
    finally:
        env.transaction.clear()
        env.cr.execute('ROLLBACK TO SAVEPOINT certification')
        if any(step['do'] == 'precision' for step in case['screens']):
            # Odoo keeps the decimal accuracy in memory.
            env.registry.clear_all_caches()


def people(env, case, _now):
    """What people do in the screens while events come. It stays."""

    def work():
        for step in case['people']:
            ExistingScreens(ExistingFixtures(env, case['prefix'])).do(step)

    return stays(env, work)


def look(env, case, now):
    return {'left': snapshot(env, case['prefix'], now, watched(env, case))}


def working(env, case):
    """A person who works in the company of the case."""
    name = case.get('fixture', {}).get('company')
    company = env['res.company'].search([('name', '=', name)]).ensure_one() if name else env['res.company'].browse(1)
    return env(
        user=env.ref('base.user_admin').id, context={'lang': 'en_US', 'tz': 'UTC', 'allowed_company_ids': company.ids}
    )


PHASES = {'make': make, 'screens': screens, 'people': people, 'look': look}
STAYS = ('make', 'people')


# What a company ticks in the settings of Inventory and Manufacturing, so that people see it.
FEATURES = ('uom.group_uom', 'stock.group_production_lot', 'mrp.group_mrp_routings', 'mrp.group_mrp_byproducts')


def answered(env, task, case):
    """A database without the company of the case is no reason to end the others."""
    try:
        person = working(env, case)
    except ValueError as error:
        return {'refused': f'{type(error).__name__}: {error}', 'trace': ''}
    return PHASES[task['phase']](person, case, present(task))


def run(env, task):
    if task['phase'] == 'facts':
        print(MARK + json.dumps(facts(env, env['res.company'].browse(1))), flush=True)
        return
    if task['phase'] == 'make':
        for feature in FEATURES:
            env.ref('base.user_admin').group_ids += env.ref(feature)
        speak(env, task['language'])
    answers = [answered(env, task, case) for case in task['cases']]
    if task['phase'] in STAYS:
        env.cr.commit()
        # The servers read again what they keep in memory, such as the languages.
        env.registry.signal_changes()
    else:
        env.cr.rollback()
    print(MARK + json.dumps(answers), flush=True)
