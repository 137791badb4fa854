import type { PlantProfile } from '../../configuration/plant.ts';
import { eventType, schemaId } from '../../events/define-event.ts';
import type { EventKey } from '../../events/envelope.ts';
import { type ParsedEvent, parseEvent } from '../../events/parse-event.ts';
import { stockCounted } from '../../events/stock-counted.ts';
import { OdooAway, OdooDeclined } from '../platform/task-failures.ts';
import { gatewayPartner, ownSource, recordOf, type TakeInDeps, takeIn } from '../posting/accept-once.ts';
import { type CompareDeps, comparisonBasis } from './compare.ts';
import { bothSides, type ComparisonBasis } from './compare-stock.ts';
import { isWaitingCause } from './pending-events.ts';
import { before, day, readEvents } from './read-events.ts';
import {
  type Approval,
  partsOf,
  type ReconciliationLine,
  type Report,
  type Reports,
  type StockPart,
} from './reports.ts';

export interface ApproveDeps extends TakeInDeps, Omit<CompareDeps, 'eventStore'> {
  reports: Pick<Reports, 'find' | 'line' | 'approve'>;
}

export interface ToApprove {
  plant: string;
  report: string;
  line: string;
  by: string;
  note: string;
}

export type Approved = { ok: true; approval: Approval } | { ok: false; why: string };

type StockLine = Extract<ReconciliationLine, { kind: 'stock' }>;

const refused = (why: string): Approved => ({ ok: false, why });

/**
 * Corrects Odoo's stock to the plant's balance. The gateway sends a count of its own as of the snapshot's moment, so later
 * moves are kept. Before it sends, it stores with the line who approved it, when and why. A repeat sends the same event.
 */
export const approve = async (request: ToApprove, deps: ApproveDeps): Promise<Approved> => {
  const report = await deps.reports.find(request.plant, request.report);
  if (!report) return refused(`no such report: \`drift ${request.plant}\` names those that there are`);
  const found = await deps.reports.line(request.plant, request.report, request.line);
  if (!found) return refused(`no such line in report ${report.id}`);
  const line = correctable(found.line);
  if (!line.ok) return refused(line.why);
  if (!found.approval) {
    const moved = await hasMoved(line.line, report, deps);
    if (moved) return refused(moved);
  }
  const first = found.approval ?? { by: request.by, at: deps.clock().toISOString(), note: request.note };
  const counted = countOf(line.line, report, first);
  if (!counted.ok) return refused(counted.why);
  const record = recordOf(counted.event, gatewayPartner, deps.clock());
  const approval = await deps.reports.approve(request.plant, request.report, request.line, {
    ...first,
    eventKey: record.eventKey,
  });
  if (!approval) return refused('the line is gone');
  // The stored approval may be from another operator who was faster. The event carries its text, so it is the same event.
  const stored = countOf(line.line, report, approval);
  if (!stored.ok) return refused(stored.why);
  await takeIn([recordOf(stored.event, gatewayPartner, deps.clock())], deps);
  return { ok: true, approval };
};

const correctable = (
  line: ReconciliationLine,
): { ok: true; line: StockLine } | { ok: false; why: string } => {
  if (line.kind !== 'stock' || line.location === undefined || typeof line.odoo !== 'number')
    return { ok: false, why: 'only a balance of stock can be corrected by a count' };
  const cause = line.causes.find(isWaitingCause)?.cause;
  if (cause)
    return { ok: false, why: `explained by ${cause}: what waits will be booked, and would then count twice` };
  if (line.causes.some((each) => each.cause === 'item-archived'))
    return { ok: false, why: 'the item is archived in Odoo, where no event can name it: count it in Odoo' };
  if (line.unit === undefined) return { ok: false, why: `no code for Odoo's unit ${line.unitName}` };
  if (typeof line.plant !== 'number' || line.plant < 0)
    return { ok: false, why: 'the plant says no quantity that could be counted' };
  return { ok: true, line };
};

/** Why Odoo's balance at the report's moment is no longer the reported one. Undefined when it is. */
const hasMoved = async (
  line: StockLine,
  { plant, snapshots, stockParts = [] }: Report,
  deps: ApproveDeps,
): Promise<string | undefined> => {
  const profile: PlantProfile | undefined = deps.plants[plant];
  const asOf = snapshots.stock?.asOf;
  if (!profile || !asOf) return 'the report compared no stock';
  try {
    const { balance, basis } = await balanceNow(line, { asOf, parts: stockParts }, profile, deps);
    if (Math.abs(balance - Number(line.odoo)) > 0.001)
      return `Odoo's balance at that moment now reads ${Number(balance.toFixed(3))}, the report says ${line.odoo}: reconcile anew`;
    return mayBeUnknown(line, basis);
  } catch (error) {
    if (error instanceof OdooAway || error instanceof OdooDeclined)
      return 'Odoo cannot be asked now whether its balance has moved since: try again';
    throw error;
  }
};

/**
 * Why the balance may be one that the plant reported by a code that Odoo does not know. A count of zero would then take away
 * stock that is there. Undefined when the plant names the item, or Odoo knows all its items.
 */
const mayBeUnknown = ({ item }: StockLine, { side }: ComparisonBasis): string | undefined => {
  if (side.items.has(item)) return undefined;
  const codes = side.lines
    .flatMap(({ causes }) =>
      causes.flatMap(({ cause, evidence }) => (cause === 'code-unknown' ? evidence.codes : [])),
    )
    .filter((code) => String(code).startsWith('item '));
  if (codes.length === 0) return undefined;
  const [first, ...more] = codes;
  const others = more.length > 0 ? ` and ${more.length} more` : '';
  return `the plant does not name ${item}, and reports ${first}${others}, which Odoo does not know: it may be this item. Map the codes and reconcile anew`;
};

const countOf = (
  { item, lot, location, plant, unit, line }: StockLine,
  { id, plant: of, snapshots }: Report,
  { by, note }: Pick<Approval, 'by' | 'note'>,
): { ok: true; event: ParsedEvent } | { ok: false; why: string } => {
  const parsed = parseEvent({
    specversion: '1.0',
    id: `drift-${id}-${line}`.replaceAll(/\s/g, '_').slice(0, 128),
    source: ownSource(of),
    type: eventType(stockCounted),
    time: snapshots.stock?.asOf,
    subject: item,
    dataschema: schemaId(stockCounted),
    data: {
      item,
      location,
      quantity: { value: plant, unit },
      ...(lot && { lot }),
      reason: `Reconciliation ${id}, approved by ${by}: ${note}`.replaceAll(/\p{Cc}/gu, ' ').slice(0, 200),
    },
  });
  if (parsed.ok) return { ok: true, event: parsed.value };
  const why = parsed.findings.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
  return { ok: false, why: `cannot be said as a count: ${why}` };
};

/**
 * Odoo's balance at the snapshot's moment and what it was compared with, calculated from Odoo's books as they are now. The calculation is the report's
 * own and includes the plant's side: a later issue names no lot, and is undone at the cell whose difference it explains.
 */
export const balanceNow = async (
  { item, lot = '', location = '' }: { item: string; lot?: string; location?: string },
  { asOf, parts }: { asOf: string; parts: readonly EventKey[] },
  profile: PlantProfile,
  deps: CompareDeps,
): Promise<{ balance: number; basis: ComparisonBasis }> => {
  // Events to undo happened after the moment. They also came after it, except from a clock that is ahead: hence a day more.
  const about = { since: before(asOf, day), asOf: [asOf] };
  const { events } = await readEvents(profile, about, deps.eventStore);
  const basis = await comparisonBasis(
    await partsOf<StockPart>(parts, deps.eventStore),
    asOf,
    events,
    profile,
    deps,
  );
  let balance = 0;
  for await (const { cells } of bothSides(basis, profile, deps.odoo, [item]))
    balance = cells.at(lot, location).odoo;
  return { balance, basis };
};
