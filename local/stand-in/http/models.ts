import { type Posting, post } from '../post.ts';
import { forbidden, missing, notFound, unprocessable } from './errors.ts';
import type { Call } from './json2.ts';

/** Id of the one server action. */
export const actionId = 1;
const actionName = 'Plant Gateway: post';

/** The models and methods that the gateway uses; everything else does not exist here. */
export function execute(posting: Posting, call: Call): unknown {
  const { model, method, parameters } = call;
  if (model === 'res.users' && method === 'context_get') return { lang: 'en_US', tz: 'UTC', uid: 5 };
  if (model === 'ir.actions.server') {
    if (method === 'run') return run(posting, parameters);
    if (method === 'search') return isAsked(parameters.domain) ? [actionId] : [];
    if (method === 'search_read')
      return isAsked(parameters.domain) ? [{ id: actionId, name: actionName }] : [];
    throw notFound(`The method '${model}.${method}' does not exist`);
  }
  if (model === 'ir.model.data') throw forbidden('Model Data (ir.model.data)');
  throw notFound(`the model '${model}' does not exist`);
}

function run(posting: Posting, parameters: Record<string, unknown>): unknown {
  const ids = parameters.ids;
  if (!Array.isArray(ids)) throw unprocessable("missing a required argument: 'ids'");
  if (ids.length !== 1 || ids[0] !== actionId) throw missing(`ir.actions.server(${ids.join(', ')},)`);
  const context = parameters.context as Record<string, unknown> | undefined;
  return post(posting, context?.plant_gateway);
}

/** Any condition on the name that the one action fulfils; other conditions are taken as fulfilled. */
function isAsked(domain: unknown): boolean {
  if (!Array.isArray(domain)) return true;
  return domain.every((term: unknown) => {
    if (!Array.isArray(term) || term[0] !== 'name') return true;
    return term[1] === '='
      ? term[2] === actionName
      : actionName.includes(String(term[2]).replaceAll('%', ''));
  });
}
