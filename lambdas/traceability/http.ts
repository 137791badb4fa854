import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { forPartner } from '../access/for-partner.ts';
import { header, json, problem } from '../platform/http.ts';
import { genealogyShown, recallShown } from './answers.ts';
import { epcisDocument } from './epcis-events.ts';
import type { PlantsRead, TraceDeps, TraceRequest } from './traced.ts';
import { askAboutLot, item, plantsRead, tracedGenealogy, tracedRecall, withinSizeLimit } from './traced.ts';

const genealogyQuestion = {
  question: 'lot.genealogy',
  query: z.strictObject({ direction: z.enum(['up', 'down']).default('up'), item }),
  answer: tracedGenealogy,
};

const formats = ['application/json', 'application/ld+json'] as const;
const vary = { vary: 'accept' };

/** The first of our formats that the caller names; ours when anything will do. */
const formatFor = (accept: string | undefined): (typeof formats)[number] | undefined => {
  const named = (accept ?? '*/*').split(',').map((each) => (each.split(';')[0] ?? '').trim().toLowerCase());
  for (const each of named) {
    const found = formats.find((format) => format === each);
    if (found) return found;
    if (each === '*/*' || each === 'application/*') return 'application/json';
  }
  return undefined;
};

export const getGenealogy = async (
  request: TraceRequest,
  read: PlantsRead,
  deps: TraceDeps,
): Promise<APIGatewayProxyResult> => {
  const format = formatFor(header(request.headers, 'accept'));
  if (!format)
    return problem({ status: 406, title: 'Not Acceptable', detail: `formats: ${formats.join(', ')}` }, vary);
  const asked = await askAboutLot(request, read, deps, genealogyQuestion);
  if (!asked.ok) return asked.refusal;
  const { answer } = asked;
  const { direction } = answer.asked;
  const { truncated, lots } = answer;
  deps.log.info('LOT_TRACED', { plant: read.plant.id, direction, lots: lots.length, truncated, format });
  const shown =
    format === 'application/json'
      ? genealogyShown(answer, direction, read)
      : epcisDocument(answer, read, deps.clock());
  return withinSizeLimit(json(200, shown, vary, format));
};

const recallQuestion = { question: 'lot.recall', query: z.strictObject({ item }), answer: tracedRecall };

export const getRecall = async (
  request: TraceRequest,
  read: PlantsRead,
  deps: TraceDeps,
): Promise<APIGatewayProxyResult> => {
  const asked = await askAboutLot(request, read, deps, recallQuestion);
  if (!asked.ok) return asked.refusal;
  const { truncated, lots } = asked.answer;
  deps.log.info('LOT_TRACED', { plant: read.plant.id, direction: 'recall', lots: lots.length, truncated });
  return withinSizeLimit(json(200, recallShown(asked.answer, read)));
};

const answers: Readonly<Record<string, typeof getGenealogy>> = {
  '/v1/plants/{plant}/lots/{lot}/genealogy': getGenealogy,
  '/v1/plants/{plant}/lots/{lot}/recall': getRecall,
};

/** Where lots came from and where they went, for who may read the plant. */
export const handle = (request: TraceRequest, deps: TraceDeps): Promise<APIGatewayProxyResult> => {
  const asked = { ...deps, failed: () => deps.count('TraceFailed') };
  return forPartner(request, answers, asked, 'trace', async (answer, access) => {
    const read = plantsRead(request.pathParameters?.plant ?? '', access, deps.plants);
    return read.ok ? answer(request, read, deps) : read.refusal;
  });
};
