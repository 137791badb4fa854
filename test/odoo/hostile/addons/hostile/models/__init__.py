from . import done, required  # noqa: F401 Odoo finds models by this import
