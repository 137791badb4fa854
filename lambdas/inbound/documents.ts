import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { PlantProfile } from '../../configuration/plant.ts';
import type { QueryOf } from '../../events/http/define-route.ts';
import { postDocumentRoute } from '../../events/http/document-routes.ts';
import { inBytes, maxDocumentBytes, maxDocumentEntries } from '../../events/limits.ts';
import {
  type Admission,
  type Caller,
  forPartner,
  type HttpRequest,
  type PartnerDeps,
  type RouteHandler,
  router,
} from '../access/for-partner.ts';
import type { PartnerAccess } from '../access/partner-access.ts';
import { header, json, type Problem, problem } from '../platform/http.ts';
import type { AcceptDeps } from './accept-events.ts';
import { isTaken, rowAnswer } from './accept-events.ts';
import { csvMappingOf, noMapping } from './formats/csv.ts';
import type { DocumentInput } from './formats/document.ts';
import type { readDocument } from './formats/read-document.ts';
import { type EntryRow, takeEntries, wordsFor } from './take-entries.ts';

export interface DocumentsDeps extends AcceptDeps {
  read: typeof readDocument;
}

/** The plant of the path, and the partner, which may speak for it. */
interface Sender {
  plant: PlantProfile;
  access: PartnerAccess;
}

type Query = QueryOf<typeof postDocumentRoute>;

/** 202 when every entry is taken in, 207 with a row per entry when some are not. */
const postDocument = async (
  request: HttpRequest,
  query: Query,
  sender: Sender,
  deps: DocumentsDeps,
  hasTime: () => boolean,
): Promise<APIGatewayProxyResult> => {
  const { access } = sender;
  const input = inputOf(request, query, sender);
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
  request: HttpRequest,
  { mapping, system: asked }: Query,
  { plant, access }: Sender,
): DocumentInput | { problem: Problem } => {
  const [type = ''] = (header(request.headers, 'content-type') ?? '').split(';');
  const contentType = type.trim().toLowerCase();
  // A CSV mapping belongs to one system, which then is the one that speaks.
  const isCsv = contentType === 'text/csv';
  const writer = isCsv ? csvMappingOf(plant, mapping)?.mapping.system : undefined;
  const system = systemOf(asked ?? writer, access, plant);
  if (typeof system !== 'string') {
    const unknown = isCsv && mapping !== undefined && writer === undefined;
    return unknown ? fault(422, 'Document refused', noMapping(plant, mapping)) : system;
  }
  const bytes = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxDocumentBytes)
    return fault(
      413,
      'Content Too Large',
      `a document may be at most ${inBytes(maxDocumentBytes)}; send it in parts, or drop it as a file`,
    );
  if (bytes.length === 0) return fault(400, 'Bad Request', 'the body is empty');
  return { plant, system, contentType, bytes, ...(mapping && { mapping }) };
};

/** The system that sends the document: the one asked for, or the only one that the partner speaks for. */
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
  ...rowAnswer(row),
});

export interface HandlerDeps extends DocumentsDeps, PartnerDeps {}

/** What a hundred events of one order take when the event store or the queue is slow, and the answer after them. */
const reserveMs = 6_000;

const senderOf = ({ access, plant: id }: Caller, { plants }: DocumentsDeps): Admission<Sender> => {
  const plant = plants[id];
  if (plant && access.plants.includes(plant.id)) return { ok: true, admitted: { plant, access } };
  const detail = 'names a plant that this key may not speak for';
  return { ok: false, refusal: problem({ status: 403, title: 'Forbidden', detail }) };
};

export const documentHandlers: readonly RouteHandler<HandlerDeps & { hasTime(): boolean }>[] = [
  forPartner(postDocumentRoute, senderOf, ({ request, query, admitted }, deps) =>
    postDocument(request, query, admitted, deps, deps.hasTime),
  ),
];

const answer = router('documents', documentHandlers);

export const handle = (
  request: APIGatewayProxyEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
  deps: HandlerDeps,
): Promise<APIGatewayProxyResult> =>
  answer(request, { ...deps, hasTime: () => context.getRemainingTimeInMillis() > reserveMs });
