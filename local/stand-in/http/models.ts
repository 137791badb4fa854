import { ACTION_NAME } from '../../../lambdas/odoo/action.ts';
import { type Posting, post } from '../post.ts';
import { forbidden, missing, notFound, unprocessable } from './errors.ts';
import type { Call } from './json2.ts';

/** Id of the one server action. */
export const actionId = 1;
/** The model that the module binds its action to, so that a plain user can find it. */
const boundTo = 'mrp.production.group';

/** The models and methods that the gateway uses; everything else does not exist here. */
export function execute(posting: Posting, call: Call): unknown {
  const { model, method, parameters } = call;
  if (model === 'res.users' && method === 'context_get') return { lang: 'en_US', tz: 'UTC', uid: 5 };
  if (model === 'ir.actions.server') {
    if (method === 'run') return run(posting, parameters);
    // A plain user may run the action, not read it.
    throw forbidden('Server Action', model);
  }
  if (model === 'ir.actions.actions' && method === 'get_bindings') {
    const bound = parameters.model_name === boundTo;
    return bound ? { action: [{ id: actionId, name: ACTION_NAME }] } : {};
  }
  throw notFound(`the model '${model}' does not exist`);
}

function run(posting: Posting, parameters: Record<string, unknown>): unknown {
  const ids = parameters.ids;
  if (!Array.isArray(ids)) throw unprocessable("missing a required argument: 'ids'");
  if (ids.length !== 1 || ids[0] !== actionId) throw missing(`ir.actions.server(${ids.join(', ')},)`);
  const context = parameters.context as Record<string, unknown> | undefined;
  return post(posting, context?.plant_gateway);
}
