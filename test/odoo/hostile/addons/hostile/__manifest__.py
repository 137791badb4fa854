{
    'name': 'Hostile',
    'summary': 'What add-ons of others do to bookings, for tests',
    'author': 'Somebody else',
    'version': '19.0.1.0.0',
    'license': 'LGPL-3',
    'depends': ['mrp', 'purchase_stock'],
    'data': ['security/ir.model.access.csv'],
    'post_init_hook': 'fill_records_that_exist',
}
