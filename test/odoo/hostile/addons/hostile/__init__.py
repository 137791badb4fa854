from . import models  # noqa: F401 Odoo finds models by this import
from .models.required import fill_records_that_exist  # noqa: F401 named in the manifest
