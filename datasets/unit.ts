/** Columns that say in which unit the quantities of a row are. */
export const unit = {
  unit: 'string: UN/CEFACT code of the unit',
  unit_name: "string: the unit's name in Odoo, when it has no code",
} as const;
