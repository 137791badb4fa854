import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import * as z from 'zod';
import type { PlantProfile } from '../../configuration/plant.ts';
import type { PartnerAccess, PartnerDirectory } from '../access/partner-access.ts';
import { header, json, type Problem, parseQuery, problem, unavailable } from '../platform/http.ts';
import { errorForLog } from '../platform/log.ts';
import { answerOf, isTaken } from './accept.ts';
import type { AcceptDeps } from './accept-events.ts';
import { csvMappingOf, noMapping } from './formats/csv.ts';
import type { DocumentInput } from './formats/document.ts';
import type { readDocument } from './formats/read-document.ts';
import { type EntryRow, takeEntries, wordsFor } from './take-entries.ts';

/** As base64 with its envelope it must fit the 6 MB that Lambda takes. */
export const maxDocumentBytes = 4 * 1024 * 1024;
/** What is taken in well within the 29 s that API Gateway waits, also when all of it is of one order. */
export const maxDocumentEntries = 1000;

export interface DocumentsDeps extends AcceptDeps {
  read: typeof readDocument;
}

type Request = Pick<
  APIGatewayProxyEvent,
  'headers' | 'body' | 'isBase64Encoded' | 'pathParameters' | 'queryStringParameters'
>;

const query = z.strictObject({
  mapping: z.string().min(1).max(64).optional(),
  system: z.string().min(1).max(31).optional(),
});

/** `POST /v1/plants/{plant}/documents`: 202 when every entry is taken in, 207 with a row per entry when some are not. */
export const postDocument = async (
  request: Request,
  access: PartnerAccess,
  deps: DocumentsDeps,
  hasTime: () => boolean,
): Promise<APIGatewayProxyResult> => {
  const input = inputOf(request, access, deps);
  if ('problem' in input) return problem(input.problem);
  const document = deps.read(input);
  const about = {
    partner: access.partner,
    plant: input.plant.id,
    contentType: input.contentType.slice(0, 80),
  };
  if (!document.ok) {
    const { ok: _, ...found } = document;
    deps.log.info('DOCUMENT_UNREADABLE', { ...about, status: found.status });
    return problem(found);
  }
  const { documentId, entries } = document;
  if (entries.length > maxDocumentEntries)
    return problem({
      status: 413,
      title: 'Content Too Large',
      detail: `a document may hold at most ${maxDocumentEntries} entries, this one holds ${entries.length}; send it in parts, or drop it as a file`,
    });
  const { explain } = wordsFor(input);
  const { rows, finished } = await takeEntries(entries, access, deps, { hasTime, explain });
  const refused = rows.filter((row) => !isTaken(row)).length;
  deps.log.info('DOCUMENT_TAKEN', { ...about, documentId, entries: rows.length, refused, finished });
  if (!finished) return unfinished(rows.length, entries.length);
  return json(refused === 0 ? 202 : 207, { documentId, entries: rows.map(entryAnswer) });
};

const fault = (status: number, title: string, detail: string, more: Partial<Problem> = {}) => ({
  problem: { status, title, detail, ...more },
});

const inputOf = (
  request: Request,
  access: PartnerAccess,
  deps: DocumentsDeps,
): DocumentInput | { problem: Problem } => {
  const plant = deps.plants[request.pathParameters?.plant ?? ''];
  if (!plant || !access.plants.includes(plant.id))
    return fault(403, 'Forbidden', 'names a plant that this key may not speak for');
  const parsed = parseQuery(query, request.queryStringParameters);
  if (!parsed.ok) return { problem: parsed.problem };
  const { mapping } = parsed.query;
  const [type = ''] = (header(request.headers, 'content-type') ?? '').split(';');
  const contentType = type.trim().toLowerCase();
  // A mapping is of files of one system.
  const isCsv = contentType === 'text/csv';
  const writer = isCsv ? csvMappingOf(plant, mapping)?.mapping.system : undefined;
  const system = systemOf(parsed.query.system ?? writer, access, plant);
  if (typeof system !== 'string') {
    const unknown = isCsv && mapping !== undefined && writer === undefined;
    return unknown ? fault(422, 'Document refused', noMapping(plant, mapping)) : system;
  }
  const bytes = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxDocumentBytes)
    return fault(
      413,
      'Content Too Large',
      `a document may be at most ${maxDocumentBytes / 1024 / 1024} MiB; send it in parts, or drop it as a file`,
    );
  if (bytes.length === 0) return fault(400, 'Bad Request', 'the body is empty');
  return { plant, system, contentType, bytes, ...(mapping && { mapping }) };
};

/** Which of the plant's systems speaks: the one asked for, or the only one that the partner speaks for. */
const systemOf = (
  wanted: string | undefined,
  access: PartnerAccess,
  plant: PlantProfile,
): string | { problem: Problem } => {
  if (wanted !== undefined)
    return access.systems.includes(wanted)
      ? wanted
      : fault(403, 'Forbidden', 'names a system that this key may not speak for');
  const mine = access.systems.filter((system) => plant.systems.includes(system));
  const [only] = mine;
  if (only !== undefined && mine.length === 1) return only;
  return fault(
    400,
    'Bad Request',
    `say which system speaks with ?system=, one of ${mine.join(', ') || 'none: this key speaks for no system of this plant'}`,
  );
};

const unfinished = (taken: number, of: number): APIGatewayProxyResult =>
  problem(
    {
      status: 503,
      title: 'Service Unavailable',
      detail: `${taken} of ${of} entries were gone through. Send the same document again; what was already recorded counts once.`,
    },
    { 'retry-after': '1' },
  );

const entryAnswer = ({ place, line, raw: _, ...row }: EntryRow) => ({
  place,
  ...(line !== undefined && { line }),
  ...answerOf(row),
});

export interface HandlerDeps extends DocumentsDeps {
  directory: PartnerDirectory;
}

/** What a hundred events of one order take when the ledger or the queue is slow, and the answer after them. */
const reserveMs = 6_000;

export const handle = async (
  request: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult> => {
  try {
    const access = await deps.directory(request.requestContext.identity.apiKeyId ?? '');
    if (!access)
      return problem({ status: 403, title: 'Forbidden', detail: 'this key belongs to no partner' });
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    return await postDocument(request, access, deps, hasTime);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'documents', ...errorForLog(error) });
    return unavailable();
  }
};
