import type { APIGatewayProxyResult } from 'aws-lambda';
import type { QueryOf } from '../../events/http/define-route.ts';
import { getLotGenealogyRoute, getLotRecallRoute } from '../../events/http/lot-routes.ts';
import {
  type Admission,
  type Caller,
  forPartner,
  type HttpRequest,
  type RouteHandler,
  router,
} from '../access/for-partner.ts';
import { header, json, problem } from '../platform/http.ts';
import { genealogyShown, recallShown } from './answers.ts';
import { epcisDocument } from './epcis-events.ts';
import {
  askAboutLot,
  plantsIn,
  plantsRead,
  type ReadablePlants,
  type TraceDeps,
  tracedGenealogy,
  tracedRecall,
  withinAnswerSize,
} from './traced.ts';

const formats = ['application/json', 'application/ld+json'] as const;
type Format = (typeof formats)[number];
const vary = { vary: 'accept' };

/** The first of our formats that the caller names; JSON when any format will do. */
const formatFor = (accept: string | undefined): Format | undefined => {
  const named = (accept ?? '*/*').split(',').map((each) => (each.split(';')[0] ?? '').trim().toLowerCase());
  for (const each of named) {
    const found = formats.find((format) => format === each);
    if (found) return found;
    if (each === '*/*' || each === 'application/*') return 'application/json';
  }
  return undefined;
};

const plantsReadAs = (
  caller: Caller,
  deps: TraceDeps,
): Admission<{ read: ReadablePlants; format: Format }> => {
  const admission = plantsRead(caller, deps);
  if (!admission.ok) return admission;
  const format = formatFor(header(caller.request.headers, 'accept'));
  if (format) return { ok: true, admitted: { read: admission.admitted, format } };
  const detail = `formats: ${formats.join(', ')}`;
  return { ok: false, refusal: problem({ status: 406, title: 'Not Acceptable', detail }, vary) };
};

interface Asked<Query> {
  read: ReadablePlants;
  lot: string;
  query: Query;
}

const getGenealogy = async (
  { read, lot, query, format }: Asked<QueryOf<typeof getLotGenealogyRoute>> & { format: Format },
  deps: TraceDeps,
): Promise<APIGatewayProxyResult> => {
  const question = { question: 'lot.genealogy', answer: tracedGenealogy };
  const asked = await askAboutLot({ plant: read.plant, lot, query }, deps, question);
  if (!asked.ok) return asked.refusal;
  const { answer } = asked;
  const { direction } = query;
  const { truncated, lots } = answer;
  deps.log.info('LOT_TRACED', { plant: read.plant.id, direction, lots: lots.length, truncated, format });
  const shown =
    format === 'application/json'
      ? genealogyShown(answer, direction, plantsIn(read, answer))
      : epcisDocument(answer, plantsIn(read, answer), deps.clock());
  return withinAnswerSize(json(200, shown, vary, format));
};

const getRecall = async (
  { read, lot, query }: Asked<QueryOf<typeof getLotRecallRoute>>,
  deps: TraceDeps,
): Promise<APIGatewayProxyResult> => {
  const question = { question: 'lot.recall', answer: tracedRecall };
  const asked = await askAboutLot({ plant: read.plant, lot, query }, deps, question);
  if (!asked.ok) return asked.refusal;
  const { truncated, lots } = asked.answer;
  deps.log.info('LOT_TRACED', { plant: read.plant.id, direction: 'recall', lots: lots.length, truncated });
  return withinAnswerSize(json(200, recallShown(asked.answer, plantsIn(read, asked.answer))));
};

export const traceHandlers: readonly RouteHandler<TraceDeps>[] = [
  forPartner(getLotGenealogyRoute, plantsReadAs, ({ path, query, admitted }, deps) =>
    getGenealogy({ ...admitted, lot: path.lot, query }, deps),
  ),
  forPartner(getLotRecallRoute, plantsRead, ({ path, query, admitted: read }, deps) =>
    getRecall({ read, lot: path.lot, query }, deps),
  ),
];

const answer = router('trace', traceHandlers);

/** Answers where lots came from and where they went, for partners that may read the plant. */
export const handle = (request: HttpRequest, deps: TraceDeps): Promise<APIGatewayProxyResult> =>
  answer(request, { ...deps, failed: () => deps.count('TraceFailed') });
