import { createHash } from 'node:crypto';
import * as z from 'zod';
import { eventType, schemaId } from '../../events/define-event.ts';
import type { EventKey } from '../../events/envelope.ts';
import { lotContained } from '../../events/lot-contained.ts';
import { parseEvent } from '../../events/parse-event.ts';
import { policyOf, warehouseOf } from '../odoo/posting.ts';
import { errorForLog } from '../platform/log.ts';
import { gatewayPartner, ownSource, recordOf, takeIn } from '../posting/accept-once.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { QualityDeps } from './registry.ts';

/** Goods of a held lot that no event put where they are; `at`: when it was found; `what`: in the words of Odoo. */
const found = z.object({ item: z.string(), lot: z.string(), at: z.string(), what: z.string().optional() });

/** A person's movement of them; `at`: when the person did it, or changed it last. */
const movement = found.extend({
  id: z.int(),
  person: z.string().optional(),
  document: z.string().optional(),
});

/** Odoo's answer to `lots.by-people`. */
const byPeople = z.object({
  mark: z.string(),
  known: z.boolean(),
  movements: z.array(movement),
  /** held lots of which goods lie open, whatever brought them there */
  open: z.array(found).default([]),
  next: z.int().optional(),
});

/**
 * Finds what people did in Odoo with goods that quality holds since the last time, and sends an event for each: it puts
 * back under hold what can be, and says what got away. The watermark moves when the events are in the event store, so
 * nothing is missed; an event that is sent again is a repeat.
 */
export const watchPeople = async (plant: string, deps: QualityDeps): Promise<void> => {
  const { plants, odoo, watermarks, log, count, clock } = deps;
  const profile = Object.hasOwn(plants, plant) ? plants[plant] : undefined;
  if (!profile) throw new Error(`there is no profile of plant ${plant}`);
  try {
    const last = await watermarks.find(plant);
    const { mark: since } = last ?? {};
    const begun = clock();
    const { gate } = policyOf(profile);
    let mark: string | undefined;
    let after: number | undefined;
    let open: Record<string, EventKey> = {};
    do {
      const about = {
        ...(last && { since, from: odooTime(new Date(Date.parse(last.at) - longestTransactionMs)) }),
        ...(after !== undefined && { after }),
        ...(gate && { gate }),
      };
      const answered = await odoo.ask({ question: 'lots.by-people', ...warehouseOf(profile), about });
      if (!answered.ok) {
        log.warn('HOLD_WATCH_FAILED', { plant, code: answered.code, detail: answered.message });
        // An Odoo that is away has alarms of its own; one that only takes too long to answer this has none.
        if (answered.kind !== 'transient' || answered.code === 'timeout') count('HoldWatchFailed', plant);
        return;
      }
      const page = byPeople.parse(answered.answer);
      // The first page's watermark counts: it is older than what was written while the later ones were read.
      mark ??= page.mark;
      if (since && !page.known) log.warn('HOLD_WATCH_RESTARTED', { plant });
      const opened = await recordsOfOpen(plant, page, last?.open ?? {}, deps);
      open = { ...open, ...opened.open };
      const records = [
        ...page.movements.flatMap((each) => recordOfMovement(plant, each, deps) ?? []),
        ...opened.records,
      ];
      if (records.length > 0) {
        await takeIn(records, deps);
        log.warn('HOLD_TOUCHED_BY_PEOPLE', { plant, found: records.length });
      }
      after = page.next;
    } while (after !== undefined);
    await watermarks.keep(plant, { mark, at: begun.toISOString(), open });
  } catch (error) {
    // The next minute's run begins at the same watermark.
    log.warn('HOLD_WATCH_FAILED', { plant, ...errorForLog(error) });
    count('HoldWatchFailed', plant);
  }
};

/** Odoo's writes have the time at which their transaction began. */
const longestTransactionMs = 24 * 3_600_000;

/** UTC, as Odoo writes times. */
const odooTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');

/** A person may change a movement again, and Odoo gives a number again after its database was restored. */
const recordOfMovement = (
  plant: string,
  { id, at, item, lot, ...by }: z.infer<typeof movement>,
  deps: QualityDeps,
): EventRecord | undefined => recordAbout(plant, [id, at], at, { item, lot, movement: id, ...by }, deps);

/**
 * What lies open is found again in every look until it is held. It gets an event again when the one before is done with:
 * posted, or skipped by a person. `open`: the last event of each such lot.
 */
const recordsOfOpen = async (
  plant: string,
  { mark, open: lots }: Pick<z.infer<typeof byPeople>, 'mark' | 'open'>,
  before: Readonly<Record<string, EventKey>>,
  deps: QualityDeps,
): Promise<{ records: EventRecord[]; open: Record<string, EventKey> }> => {
  const records: EventRecord[] = [];
  const open: Record<string, EventKey> = {};
  for (const { at, ...of } of lots) {
    const { item, lot } = of;
    const name = JSON.stringify([item, lot]);
    const sent = before[name];
    const status = sent === undefined ? undefined : (await deps.eventStore.get(sent))?.status;
    if (sent !== undefined && status !== undefined && status !== 'posted' && status !== 'skipped') {
      open[name] = sent;
      continue;
    }
    const record = recordAbout(plant, [mark], at, of, deps);
    if (!record) continue;
    records.push(record);
    open[name] = record.eventKey;
  }
  return { records, open };
};

/** What Odoo answers for an item that has no code, or is archived: its number. */
const withoutCode = /^#\d+$/;

/** The event. Undefined, with a page to a person, when no event can name the item or the lot. */
const recordAbout = (
  plant: string,
  which: readonly unknown[],
  time: string,
  data: { item: string; lot: string; movement?: number },
  { clock, log, count }: QualityDeps,
): EventRecord | undefined => {
  const { item, lot } = data;
  const name = createHash('sha256')
    .update(JSON.stringify([...which, item, lot]))
    .digest('hex')
    .slice(0, 32);
  const parsed = parseEvent({
    specversion: '1.0',
    id: `contain-${name}`,
    source: ownSource(plant),
    type: eventType(lotContained),
    time,
    subject: lot,
    dataschema: schemaId(lotContained),
    data,
  });
  if (parsed.ok && !withoutCode.test(item)) return recordOf(parsed.value, gatewayPartner, clock());
  const findings = parsed.ok
    ? ['/data/item has no code in Odoo, or is archived']
    : parsed.findings.map(({ pointer, detail }) => `${pointer} ${detail}`);
  log.error('HOLD_BYPASSED', { plant, item, lot, detail: findings.join('; ') });
  count('HoldBypassed', plant);
  return undefined;
};
