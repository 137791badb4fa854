import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context, SQSEvent } from 'aws-lambda';
import { maxFileBytes, maxFileEntries } from '../../../events/limits.ts';
import type { PartnerDirectory } from '../../access/partner-access.ts';
import type { AcceptDeps } from '../accept-events.ts';
import type { readDocument } from '../formats/read-document.ts';
import { type EntryRow, takeEntries, wordsFor } from '../take-entries.ts';
import {
  contentTypeOf,
  type DroppedFile,
  droppedFile,
  errorsSuffix,
  type Files,
  resultSuffix,
} from './dropped-file.ts';
import { errorsCsv, faultsOf } from './errors-csv.ts';

export interface FileIngestDeps extends AcceptDeps {
  directory: PartnerDirectory;
  files: Files;
  read: typeof readDocument;
}

/** Time ran out. SQS must deliver the message again; the next attempt finds recorded events as repeats and goes on. */
export class FileUnfinished extends Error {
  constructor(file: DroppedFile) {
    super(`${file.key} was not read to its end before the time ran out`);
    this.name = 'FileUnfinished';
  }
}

export interface FileAttempt {
  hasTime(): boolean;
  /** an earlier attempt may have recorded part of the file */
  again: boolean;
}

interface Outcome {
  documentId?: string;
  header?: readonly string[];
  rows: readonly EntryRow[];
  delimiter?: string;
}

/** Accepts a file's events as the partner of its folder, and writes the result files beside it. May be repeated. */
export const takeFile = async (
  file: DroppedFile,
  deps: FileIngestDeps,
  attempt: FileAttempt,
): Promise<void> => {
  const outcome = await outcomeOf(file, deps, attempt);
  if (outcome) await writeBeside(file, outcome, deps);
};

const outcomeOf = async (
  file: DroppedFile,
  deps: FileIngestDeps,
  { hasTime, again }: FileAttempt,
): Promise<Outcome | undefined> => {
  const plant = deps.plants[file.plant];
  const access = await deps.directory(`drop.${file.plant}.${file.system}`);
  if (!plant || !access)
    return unreadable('unknown-partner', 'no partner drops files of this plant and system', 403);
  const found = await deps.files.read(file.key, file.version, maxFileBytes);
  if (found === 'gone') {
    deps.log.warn('FILE_IGNORED', { key: file.key, why: 'it was removed before it could be read' });
    return undefined;
  }
  if (found === 'too-large')
    return unreadable('size', `must be at most ${maxFileBytes / 1024 / 1024} MiB; drop it in parts`);
  const contentType = contentTypeOf(file, found.contentType);
  const input = { plant, system: file.system, contentType, bytes: found.bytes, mapping: file.mapping };
  const document = deps.read(input);
  if (!document.ok) return unreadable('unreadable', document.detail, 422, document);
  const { documentId, header, entries } = document;
  if (entries.length > maxFileEntries)
    return unreadable('size', `must hold at most ${maxFileEntries} entries, has ${entries.length}`);
  const { explain, delimiter } = wordsFor(input);
  const { rows, finished } = await takeEntries(entries, access, deps, {
    hasTime,
    ...(again && { since: file.droppedAt }),
    explain,
  });
  if (!finished) {
    deps.log.warn('FILE_UNFINISHED', { key: file.key, entries: entries.length, taken: rows.length });
    throw new FileUnfinished(file);
  }
  return { documentId, rows, ...(header && { header }), ...(delimiter && { delimiter }) };
};

/** The outcome of a file that is rejected as a whole: one row with one finding. */
const unreadable = (
  rule: string,
  detail: string,
  httpStatus: 403 | 422 = 422,
  { place = '', line }: { place?: string; line?: number } = {},
): Outcome => ({
  rows: [
    {
      place,
      ...(line !== undefined && { line }),
      status: 'rejected',
      httpStatus,
      errors: [{ pointer: '', rule, detail }],
    },
  ],
});

/** Writes the errors file first, the result file last: a partner that waits for the result finds the errors there. */
const writeBeside = async (file: DroppedFile, outcome: Outcome, deps: FileIngestDeps): Promise<void> => {
  const { documentId, header, rows, delimiter } = outcome;
  const count = (status: EntryRow['status']) => rows.filter((row) => row.status === status).length;
  const refused = rows.filter((row) => faultsOf(row).length > 0).length;
  const errorsKey = `${file.key}${errorsSuffix}`;
  if (refused === 0) await deps.files.remove(errorsKey);
  else
    await deps.files.write(
      errorsKey,
      errorsCsv({ rows, ...(header && { header }), ...(delimiter && { delimiter }) }),
      'text/csv; charset=utf-8',
    );
  const readable = documentId !== undefined;
  const result = {
    file: file.name,
    version: file.version,
    droppedAt: file.droppedAt.toISOString(),
    finishedAt: deps.clock().toISOString(),
    readable,
    ...(readable && { documentId, entries: rows.length }),
    accepted: count('accepted'),
    duplicate: count('duplicate'),
    conflict: count('conflict'),
    rejected: readable ? count('rejected') : 0,
    ...(refused > 0 && { errors: `${file.name}${errorsSuffix}` }),
  };
  await deps.files.write(`${file.key}${resultSuffix}`, JSON.stringify(result, null, 2), 'application/json');
  const { plant, system, mapping } = file;
  deps.log.info('DOCUMENT_TAKEN', { plant, system, mapping, documentId, entries: rows.length, refused });
};

export type Once = (version: string, context: Context, run: () => Promise<void>) => Promise<void>;

/**
 * Reads each version of a file once. EventBridge delivers at least once, also twice at the same time, and two runs at
 * the same time could mix the order of one order's events. The second message fails and waits in the queue until the
 * first run is over. A run that failed may be repeated.
 */
export const oncePerVersion =
  (store: BasePersistenceLayer): Once =>
  async (version, context, run) => {
    const config = new IdempotencyConfig({ eventKeyJmesPath: 'version', expiresAfterSeconds: 24 * 3600 });
    // Without the context, a file whose function died would count as in progress for a day.
    config.registerLambdaContext(context);
    const guarded = makeIdempotent(
      async (_: object) => {
        await run();
        return {};
      },
      { persistenceStore: store, keyPrefix: 'drop', config },
    );
    // Frozen, because this version of Powertools computes the key again from the input after the call.
    await guarded(Object.freeze({ version }));
  };

export interface HandlerDeps extends FileIngestDeps {
  once: Once;
}

/** Enough for another hundred events and for writing the results. */
const reserveMs = 15_000;
const minuteMs = 60_000;

/**
 * One message is about one file. An error, also a message that cannot be read, makes SQS deliver the message again until it is a
 * dead letter.
 */
export const handle = async (event: SQSEvent, context: Context, deps: HandlerDeps): Promise<void> => {
  for (const { body, messageId, attributes } of event.Records) {
    const file = droppedFile(body);
    if (!file) {
      deps.log.warn('FILE_IGNORED', { messageId, why: 'not <plant>/<system>/<mapping>/in/<file>' });
      continue;
    }
    const age = deps.clock().getTime() - file.droppedAt.getTime();
    // SQS counts a message that was moved back from the dead letters from 1 again, so the age decides too.
    const again = Number(attributes.ApproximateReceiveCount) > 1 || age > minuteMs;
    const hasTime = () => context.getRemainingTimeInMillis() > reserveMs;
    await deps.once(`${file.key} ${file.version}`, context, () => takeFile(file, deps, { hasTime, again }));
  }
};
