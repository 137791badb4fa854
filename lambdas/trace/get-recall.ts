import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { json } from '../http/problem.ts';
import { askAboutLot, item, within } from './ask.ts';
import type { TraceDeps, TraceRequest } from './handle.ts';
import type { PlantsRead } from './plants-read.ts';
import { recallShown } from './recall.ts';
import { tracedRecall } from './traced.ts';

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
  return within(json(200, recallShown(asked.answer, read)));
};
