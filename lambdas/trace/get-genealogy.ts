import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { header, json, problem } from '../http/problem.ts';
import { askAboutLot, item, within } from './ask.ts';
import { epcisDocument } from './epcis/document.ts';
import { genealogyShown } from './genealogy.ts';
import type { TraceDeps, TraceRequest } from './handle.ts';
import type { PlantsRead } from './plants-read.ts';
import { tracedGenealogy } from './traced.ts';

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
  return within(json(200, shown, vary, format));
};
