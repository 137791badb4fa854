{
    'name': 'Plant Gateway',
    'version': '19.0.1.2.0',
    'summary': 'Books shop-floor events exactly once',
    'description': """
One server action books a list of shop-floor events in one transaction, each with an idempotency record, so that
an event that is delivered again is never booked again. Data only: installs wherever modules can be imported.
""",
    'author': 'odoo-plant-gateway',
    'license': 'Other OSI approved licence',
    'category': 'Supply Chain/Manufacturing',
    'depends': ['mrp'],
    'data': [
        'data/group.xml',
        'data/markers.xml',
        'data/markers_quality.xml',
        'data/verdicts.xml',
        'data/verdicts.sql',
        'data/views.xml',
        'data/verdicts_old.xml',
        'data/post_action.xml',
    ],
    'application': False,
}
