import {
  IdempotencyAlreadyInProgressError,
  IdempotencyConfig,
  IdempotencyValidationError,
  makeIdempotent,
} from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context, EventBridgeEvent } from 'aws-lambda';
import { maxBatchBytes, maxBatchEvents } from '../../events/envelope.ts';
import type { PartnerAccess, PartnerDirectory } from '../access/partner-access.ts';
import { header, json, type Problem, problem, unavailable } from '../platform/http.ts';
import { errorForLog } from '../platform/log.ts';
import type { OutcomeBus } from '../posting/outcomes.ts';
import { type AcceptDeps, type AcceptRow, acceptEvents } from './accept-events.ts';

type Body = { events: unknown[]; batch: boolean } | { problem: Problem };

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';

/** `POST /v1/events`: 202 when all are taken in, 207 with a row per event when some of a batch are not. */
export const postEvents = async (
  request: Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>,
  access: PartnerAccess,
  deps: AcceptDeps,
): Promise<APIGatewayProxyResult> => {
  const body = readBody(request);
  if ('problem' in body) return problem(body.problem);
  const rows = await acceptEvents(body.events, access, deps);
  const [first] = rows;
  if (!body.batch && first && !isTaken(first)) return problem(problemOf(first));
  return json(rows.every(isTaken) ? 202 : 207, { events: rows.map(answerOf) });
};

const readBody = (request: Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>): Body => {
  const contentType = (header(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (contentType !== single && contentType !== batch)
    return fault(415, 'Unsupported Media Type', `content-type must be ${single} or ${batch}`);
  const text = request.isBase64Encoded
    ? Buffer.from(request.body ?? '', 'base64').toString()
    : (request.body ?? '');
  if (Buffer.byteLength(text) > maxBatchBytes)
    return fault(413, 'Content Too Large', `a call may carry at most ${maxBatchBytes} bytes`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fault(400, 'Bad Request', 'the body is not JSON');
  }
  if (contentType === single) return { events: [parsed], batch: false };
  if (!Array.isArray(parsed) || parsed.length === 0)
    return fault(400, 'Bad Request', 'the body must be a JSON array of at least one event');
  if (parsed.length > maxBatchEvents)
    return fault(413, 'Content Too Large', `a call may carry at most ${maxBatchEvents} events`);
  return { events: parsed, batch: true };
};

const fault = (status: number, title: string, detail: string): Body => ({
  problem: { status, title, detail },
});

export const isTaken = (row: AcceptRow): boolean => row.status === 'accepted' || row.status === 'duplicate';

const titles = { 400: 'Bad Request', 403: 'Forbidden', 422: 'Unprocessable Content' };

const problemOf = (row: AcceptRow): Problem =>
  row.status === 'rejected'
    ? { status: row.httpStatus, title: titles[row.httpStatus], errors: row.errors }
    : {
        status: 409,
        title: 'Conflict',
        detail: 'an event with this source and id was accepted before, with other content',
      };

export const answerOf = (row: AcceptRow) => {
  if (row.status === 'rejected') {
    const { httpStatus, ...rest } = row;
    return { ...rest, problem: { status: httpStatus, title: titles[httpStatus] } };
  }
  const problem = row.status === 'conflict' && { problem: { status: 409, title: 'Conflict' } };
  return { ...row, ...problem, statusUrl: `/v1/events/${row.eventKey}` };
};

/** An event from the bus: `detail` is the CloudEvent, `account` and `source` name the partner. */
export type BusEvent = EventBridgeEvent<string, unknown>;

export const isBusEvent = (input: object): input is BusEvent => 'detail-type' in input && 'detail' in input;

/**
 * The bus cannot be answered, so what is not taken in is published as `event.rejected` for its sender to see.
 * Throws when the gateway itself fails: the bus delivers again, and what was recorded counts once.
 */
export const takeFromBus = async (
  input: BusEvent,
  directory: PartnerDirectory,
  outcomes: OutcomeBus,
  deps: AcceptDeps,
): Promise<void> => {
  const access = await directory(`bus.${input.account}.${input.source}`);
  if (!access) {
    const errors = [{ pointer: '', rule: 'unknown-partner', detail: 'this bus source is not a partner' }];
    await outcomes.rejected({ partner: input.source, status: 403, errors });
    return;
  }
  const [row] = await acceptEvents([input.detail], access, deps);
  if (row?.status === 'rejected') {
    const { status: _, httpStatus, ...rest } = row;
    await outcomes.rejected({ partner: access.partner, status: httpStatus, ...rest });
  }
  if (row?.status === 'conflict')
    await outcomes.rejected({
      partner: access.partner,
      status: 409,
      id: row.id,
      source: row.source,
      errors: [{ pointer: '/id', rule: 'conflict', detail: 'was accepted before with other content' }],
    });
};

/** A partner's key is remembered for a day. */
const rememberSeconds = 24 * 3600;

/**
 * Answers a repeated `Idempotency-Key` of one partner with the first answer, without running `call` again.
 * 409 while the first is still running, 422 when the key comes with another body.
 */
export const onceByKey = async (
  store: BasePersistenceLayer,
  key: string,
  partner: string,
  body: string,
  context: Context,
  call: () => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> => {
  if (!/^[\x21-\x7e]{1,128}$/.test(key))
    return problem({
      status: 400,
      title: 'Bad Request',
      detail: 'Idempotency-Key must be 1 to 128 visible ASCII characters',
    });
  const config = new IdempotencyConfig({
    eventKeyJmesPath: '[partner, key]',
    payloadValidationJmesPath: 'body',
    expiresAfterSeconds: rememberSeconds,
  });
  // Without it a call whose function died would count as still running for a day.
  config.registerLambdaContext(context);
  const run = makeIdempotent((_request: object) => call(), {
    persistenceStore: store,
    keyPrefix: 'accept',
    config,
  });
  try {
    // A frozen clone: the released version recomputes the key from its input after the call.
    return (await run(Object.freeze({ partner, key, body }))) as APIGatewayProxyResult;
  } catch (error) {
    if (error instanceof IdempotencyAlreadyInProgressError)
      return problem(
        { status: 409, title: 'Conflict', detail: 'a call with this Idempotency-Key is still running' },
        { 'retry-after': '2' },
      );
    if (error instanceof IdempotencyValidationError)
      return problem({
        status: 422,
        title: 'Unprocessable Content',
        detail: 'this Idempotency-Key came with another body before',
      });
    throw error;
  }
};

export interface HandlerDeps extends AcceptDeps {
  directory: PartnerDirectory;
  outcomes: OutcomeBus;
  idempotency: BasePersistenceLayer;
}

/** One code path for both ways in; only who speaks and how to answer differ. */
export const handle = (
  input: APIGatewayProxyEvent | BusEvent,
  context: Context,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult | undefined> =>
  isBusEvent(input)
    ? takeFromBus(input, deps.directory, deps.outcomes, deps).then(() => undefined)
    : answer(input, context, deps);

const answer = async (
  request: APIGatewayProxyEvent,
  context: Context,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult> => {
  try {
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const call = () => postEvents(request, access, deps);
    const key = header(request.headers, 'idempotency-key');
    if (key === undefined) return await call();
    return await onceByKey(deps.idempotency, key, access.partner, request.body ?? '', context, call);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'accept', ...errorForLog(error) });
    return unavailable();
  }
};
