/**
 * Names that Odoo 19.0 gives the code of a server action, read in its source and asked of a real one in
 * `test/odoo/python.test.ts`. Other apps add more (`website` adds `request` and `json`, `base_automation` adds
 * `payload`); an Odoo without these apps lacks them, so they are not here.
 */
const OF_THE_ACTION = [
  // odoo/addons/base/models/ir_actions.py, IrActionsActions._get_eval_context
  ...['uid', 'user', 'time', 'datetime', 'dateutil', 'timezone', 'float_compare'],
  ...['b64encode', 'b64decode', 'Command'],
  // ... and IrActionsServer._get_eval_context
  ...['env', 'model', 'UserError', 'record', 'records', 'log', '_logger'],
];

/** odoo/tools/safe_eval.py, _BUILTINS: what is left of Python's own. No `getattr`, `type`, `print` or `ValueError`. */
const OF_PYTHON = [
  ...['bytes', 'str', 'unicode', 'bool', 'int', 'float', 'enumerate', 'dict', 'list', 'tuple', 'map'],
  ...['abs', 'min', 'max', 'sum', 'reduce', 'filter', 'sorted', 'round', 'len', 'repr', 'set', 'all', 'any'],
  ...['ord', 'chr', 'divmod', 'isinstance', 'range', 'xrange', 'zip', 'Exception'],
];

export const offeredNames: readonly string[] = [...OF_THE_ACTION, ...OF_PYTHON];

/** odoo/tools/safe_eval.py, _UNSAFE_ATTRIBUTES: refused as a name anywhere, like names with two underscores. */
export const refusedNames: readonly string[] = [
  ...['f_builtins', 'f_code', 'f_globals', 'f_locals', 'func_code', 'func_globals'],
  ...['co_code', '_co_code_adaptive', 'mro', 'tb_frame', 'gi_code', 'gi_frame', 'gi_yieldfrom'],
  ...['cr_await', 'cr_code', 'cr_frame', 'ag_await', 'ag_code', 'ag_frame'],
];
