import {
  type Desk,
  type Document,
  type Fields,
  listAt,
  malformed,
  momentAt,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { itemById } from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import {
  begin,
  endTime,
  finish,
  startTime,
  timesOf,
  type WorkOrder,
  workDocument,
  workOrdersOf,
} from '../records/work-orders.ts';
import { shownIn } from '../rules/kept.ts';
import { familyAt, openOrder } from '../rules/lookups.ts';

/** An operation began, or went on after a pause. */
export const workOrderStarted: Procedure = (desk, given) => {
  const { order, note, workOrder } = operationOf(desk, given);
  const last = timesOf(desk.books, workOrder).at(-1);
  if (workOrder.state === 'done' && desk.moment >= (workOrder.finished ?? ''))
    throw operationDone(order, workOrder);
  if (last?.started !== desk.moment) {
    const isLater = last === undefined || (last.ended !== null && last.ended <= desk.moment);
    if (workOrder.state === 'done' || !isLater) throw refuseNotModelled('times out of order', '/time');
    startTime(desk.books, workOrder, desk.moment, note);
    begin(desk.books, workOrder, desk.moment);
  }
  return workDocument(desk.books, 'mrp.workorder', workOrder.id);
};

/** An operation was interrupted: in progress still, and no time runs. */
export const workOrderPaused: Procedure = (desk, given) => {
  const { order, note, workOrder } = operationOf(desk, given);
  const last = timesOf(desk.books, workOrder).at(-1);
  if (last === undefined || (last.ended !== null && last.ended < desk.moment)) {
    const message = `operation ${workOrder.name} of order ${order} was not running at ${desk.moment} UTC`;
    throw new Refusal('operation-not-running', message, '/data');
  }
  if (last.ended !== null || last.started > desk.moment)
    throw refuseNotModelled('times out of order', '/time');
  endTime(desk.books, last, desk.moment, note);
  return workDocument(desk.books, 'mrp.workorder', workOrder.id);
};

/** An operation is done; goods and components are moved by a report. */
export const workOrderFinished: Procedure = (desk, given) => {
  const { payload, part, order, note, workOrder } = operationOf(desk, given, ['quantity']);
  if ('quantity' in payload) throw refuseNotModelled('quantity of an operation', '/data/quantity');
  if (workOrder.state === 'done') throw operationDone(order, workOrder);
  const last = timesOf(desk.books, workOrder).at(-1);
  if (last !== undefined && last.started > desk.moment) {
    const message = `operation ${workOrder.name} of order ${order} was started at ${last.started} UTC, after this end at ${desk.moment} UTC`;
    throw new Refusal('operation-resumed', message, '/data');
  }
  if (last?.ended && last.ended > desk.moment) throw refuseNotModelled('times out of order', '/time');
  if (last?.ended === null) endTime(desk.books, last, desk.moment, note);
  finish(desk.books, workOrder, desk.moment, part.planned);
  return workDocument(desk.books, 'mrp.workorder', workOrder.id);
};

const laborKeys = ['order', 'operation', 'work_center', 'start', 'end', 'person', 'note'];

/** Somebody worked on an operation. */
export const laborReported: Procedure = (desk, given) => {
  const payload = onlyKeys(given, laborKeys, '/data');
  const span = spanOf(payload, '/data');
  const { workOrder } = operationAt(desk, payload, span.start);
  const person = optionalTextAt(payload, 'person', '/data/person', 200);
  const note = optionalTextAt(payload, 'note', '/data/note', 500);
  const id = addLabour(desk, workOrder, span, person && note ? `${person}: ${note}` : person || note);
  if (workOrder.state !== 'done') begin(desk.books, workOrder, span.start);
  return workDocument(desk.books, 'mrp.workcenter.productivity', id);
};

/** An operation of an order, as long as nothing of the order was reported. */
function operationAt(
  desk: Desk,
  payload: Fields,
  moment = desk.moment,
): { part: Production; workOrder: WorkOrder } {
  const order = textAt(payload, 'order', '/data/order');
  const family = familyAt(desk, order);
  if (family.some(({ state }) => state === 'done'))
    throw refuseNotModelled('operations of a reported order', '/data/order');
  const part = openOrder(family, order);
  return { part, workOrder: operationOfPart(desk, part, payload, '/data', moment) };
}

/** Of several operations of a name or at a work centre, those are no candidates that were finished by `moment`. */
function operationOfPart(
  desk: Desk,
  part: Production,
  entry: Fields,
  pointer: string,
  moment = desk.moment,
): WorkOrder {
  const operation = optionalTextAt(entry, 'operation', `${pointer}/operation`);
  const center = optionalTextAt(entry, 'work_center', `${pointer}/workCenter`);
  const found = workOrdersOf(desk.books, part).filter(({ name, work_center_id }) => {
    const at = desk.books.one<{ code: string; name: string }>(
      'SELECT * FROM work_center WHERE id = ?',
      work_center_id,
    );
    return ['', name].includes(operation) && ['', at?.code, at?.name].includes(center);
  });
  const [only, another] = found;
  if (only !== undefined && another === undefined) return only;
  const sought = [operation, center].filter(Boolean).join(' at ') || 'any operation';
  if (only === undefined)
    throw new Refusal(
      'unknown-work-center',
      `order ${part.name} has no operation for ${sought}: it has ${labelsOf(desk, workOrdersOf(desk.books, part)).join('; ') || 'none'}`,
      `${pointer}/${operation ? 'operation' : 'workCenter'}`,
    );
  const left = found.filter(({ state, finished }) => state !== 'done' || (finished ?? '') > moment);
  const [next] = left;
  if (next !== undefined && left.length === 1) return next;
  const names = labelsOf(desk, left.length > 0 ? left : found);
  throw new Refusal(
    'ambiguous-operation',
    `order ${part.name} has several operations for ${sought}: ${names.join(', ')}`,
    `${pointer}/${center ? 'workCenter' : 'operation'}`,
  );
}

const labelsOf = ({ books }: Desk, workOrders: WorkOrder[]): string[] =>
  workOrders.map(({ name, work_center_id }) => {
    const at = books.one<{ name: string }>('SELECT name FROM work_center WHERE id = ?', work_center_id);
    return `${name} at ${at?.name}`;
  });

/** Reads what every event about an operation's state says. */
function operationOf(desk: Desk, given: unknown, keys: readonly string[] = []) {
  const payload = onlyKeys(given, ['order', 'operation', 'work_center', 'note', ...keys], '/data');
  const note = optionalTextAt(payload, 'note', '/data/note', 500);
  return { payload, note, order: String(payload.order), ...operationAt(desk, payload) };
}

function operationDone(order: string, { name, finished }: WorkOrder): Refusal {
  const message = `operation ${name} of order ${order} was finished at ${finished} UTC`;
  return new Refusal('operation-done', message, '/data');
}

interface Span {
  start: string;
  end: string;
}

/** Real times as rows on the operations of the part that is reported. */
export function writeLabour(desk: Desk, order: Production, payload: Fields): void {
  for (const [index, each] of listAt(payload, 'labour', '/data/labour').entries()) {
    const pointer = `/data/labour/${index}`;
    const entry = onlyKeys(each, ['operation', 'work_center', 'start', 'end', 'note'], pointer);
    const span = spanOf(entry, pointer);
    const workOrder = operationOfPart(desk, order, entry, pointer, span.start);
    addLabour(desk, workOrder, span, optionalTextAt(entry, 'note', `${pointer}/note`, 500));
  }
}

function spanOf(entry: Fields, pointer: string): Span {
  const start = momentAt(entry, 'start', `${pointer}/startedAt`);
  const end = momentAt(entry, 'end', `${pointer}/endedAt`);
  if (end <= start) throw malformed(`${pointer}/endedAt`, 'labour must end after it starts');
  return { start, end };
}

/** Returns the id of the row. */
function addLabour(desk: Desk, workOrder: WorkOrder, { start, end }: Span, note: string): number {
  return desk.books.run(
    'INSERT INTO labour (work_order_id, work_center_id, started, ended, note) VALUES (?, ?, ?, ?, ?)',
    workOrder.id,
    workOrder.work_center_id,
    start,
    end,
    note,
  );
}

function machineAt(desk: Desk, code: string): Document {
  const found = desk.books.one<{ id: number; name: string }>(
    'SELECT id, name FROM work_center WHERE code = ?',
    code,
  );
  if (found !== undefined) return { model: 'mrp.workcenter', ...found };
  throw new Refusal('unknown-work-center', `Odoo has no work centre with code ${code}`, '/data/machine');
}

/** What a machine's counter shows: kept on the order, and moves nothing. */
export const machineCounted: Procedure = (desk, given) => {
  const payload = onlyKeys(given, ['machine', 'order', 'operation', 'count', 'scrap_count'], '/data');
  const machine = machineAt(desk, textAt(payload, 'machine', '/data/machine'));
  if (!('order' in payload)) return machine;
  const name = textAt(payload, 'order', '/data/order');
  if ('operation' in payload) throw refuseNotModelled('counts of operations', '/data/operation');
  const family = familyAt(desk, name);
  const order =
    family.find(({ state }) => state === 'confirmed') ??
    family.findLast(({ state }) => state !== 'draft') ??
    openOrder(family, name);
  const item = itemById(desk.books, order.item_id);
  const scrapped =
    'scrap_count' in payload ? shownIn(desk, payload, 'scrap_count', item, '/data/scrapCount') : 0;
  const count = shownIn(desk, payload, 'count', item, '/data/count');
  // A delayed older reading changes nothing, nor does one after the order was completed or cancelled.
  if (order.state === 'confirmed')
    desk.books.run(
      `UPDATE production SET counted = ?, scrap_counted = ?, counted_at = ?
      WHERE id = ? AND (counted_at IS NULL OR counted_at <= ?)`,
      count,
      scrapped,
      desk.moment,
      order.id,
      desk.moment,
    );
  return { model: 'mrp.production', id: order.id, name: order.name };
};
