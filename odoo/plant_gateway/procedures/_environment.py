# Which environment's gateway may use this database. The installer marks the database, so a dump or a copy carries the
# mark. Read in SQL, because a plain user may not read system parameters; only an administrator may change them.

ENVIRONMENT_MARK = 'plant_gateway.environment'


def other_environment(request):
    """An error for the gateway of another environment, else an empty dict. Gateways of protocol 1 name none."""
    if protocol_of(request) == 1:
        return {}
    asking = request.get('environment')
    asking = asking[:64] if isinstance(asking, str) and asking else 'unnamed'
    env.cr.execute('SELECT value FROM ir_config_parameter WHERE key = %s', [ENVIRONMENT_MARK])
    rows = env.cr.fetchall()
    mark = rows[0][0] if rows else ''
    if mark and mark == asking:
        return {}
    if mark:
        message = (
            f'this Odoo database is marked as {mark}, and the gateway of {asking} called it. If the secret of {asking} '
            f'names the wrong Odoo, correct the secret. Only if this database is a copy made for {asking}, mark it '
            f'again: npm run odoo:install -- --env {asking} --remark'
        )
    else:
        message = (
            f'this Odoo database is not marked with an environment, and the gateway of {asking} called it. If it is '
            f'the Odoo of {asking}, mark it: npm run odoo:install -- --env {asking}'
        )
    return {'error': 'other-environment', 'message': message}
