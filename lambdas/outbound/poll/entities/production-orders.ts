import * as z from 'zod';
import type { OrderStatus, ProductionOrder } from '../../../../events/messages/production-order.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf, type PlantCodes } from '../../../posting/code-mapping/plant-codes.ts';
import type { DescribeContext, Description, EntityType } from '../entity-type.ts';

const lots = z.array(z.object({ lot: z.string(), location: z.string(), quantity: z.number() }));
const dates = { starts: z.string().optional(), ends: z.string().optional(), due: z.string().optional() };

const partDocument = z.object({
  part: z.string(),
  state: z.enum(['confirmed', 'progress', 'to_close', 'done', 'cancel']),
  quantity: z.number(),
  produced: z.number(),
  lots: z.array(z.string()).optional(),
  origin: z.string().optional(),
  urgent: z.boolean().optional(),
  ...unitInAnswer,
  ...dates,
  components: z
    .array(
      z.object({
        item: z.string(),
        quantity: z.number(),
        recorded: z.number(),
        picked: z.boolean(),
        lots: lots.nullish(),
        ...unitInAnswer,
      }),
    )
    .nullish(),
  operations: z
    .array(
      z.object({
        operation: z.string(),
        work_center: z.string(),
        state: z.enum(['blocked', 'ready', 'progress', 'done']),
        minutes: z.number().optional(),
        produced: z.number(),
        starts: z.string().optional(),
        ends: z.string().optional(),
      }),
    )
    .nullish(),
});
const orderDocument = z.object({ order: z.string(), item: z.string(), parts: z.array(partDocument).min(1) });
type Part = z.infer<typeof partDocument>;

const statusOf: Record<Part['state'], OrderStatus> = {
  confirmed: 'released',
  progress: 'in-progress',
  to_close: 'to-close',
  done: 'done',
  cancel: 'cancelled',
};
const operationStatus = {
  blocked: 'blocked',
  ready: 'ready',
  progress: 'in-progress',
  done: 'done',
} as const;

const isOpen = ({ state }: Part): boolean => state !== 'done' && state !== 'cancel';

/** Status of the whole order, from its parts: Odoo makes one at each partial completion and split. */
const orderStatus = (parts: readonly Part[]): OrderStatus => {
  const has = (state: Part['state']) => parts.some((each) => each.state === state);
  if (!parts.some(isOpen)) return has('done') ? 'done' : 'cancelled';
  if (has('to_close') && !has('confirmed') && !has('progress')) return 'to-close';
  return has('progress') || has('to_close') || has('done') ? 'in-progress' : 'released';
};

const datesOf = ({ starts, ends, due }: z.infer<z.ZodObject<typeof dates>>) => ({
  ...(starts && { startsAt: rfc3339Of(starts) }),
  ...(ends && { endsAt: rfc3339Of(ends) }),
  ...(due && { dueAt: rfc3339Of(due) }),
});

const partOf = (part: Part, words: PlantCodes): ProductionOrder['parts'][number] => ({
  part: part.part,
  status: statusOf[part.state],
  quantity: amountOf(part.quantity, part, words),
  produced: amountOf(part.produced, part, words),
  ...(part.lots && { lots: part.lots }),
  ...datesOf(part),
  ...(part.components && {
    components: part.components.map((component) => {
      const amount = (value: number) => amountOf(value, component, words);
      return {
        item: words.code('item', component.item),
        quantity: amount(component.quantity),
        [component.picked ? 'used' : 'reserved']: amount(component.recorded),
        ...(component.lots && {
          lots: component.lots.map(({ lot, location, quantity }) => ({
            lot,
            location: words.code('location', location),
            quantity: amount(quantity),
          })),
        }),
      };
    }),
  }),
  ...(part.operations && {
    operations: part.operations.map((operation) => ({
      operation: operation.operation,
      workCenter: words.code('work-center', operation.work_center),
      status: operationStatus[operation.state],
      ...(operation.minutes !== undefined && { minutes: Number(operation.minutes.toPrecision(12)) }),
      ...datesOf(operation),
      produced: amountOf(operation.produced, part, words),
    })),
  }),
});

const orderOf = (document: unknown, { plant, words }: DescribeContext): ProductionOrder => {
  const { order, item, parts } = orderDocument.parse(document);
  const counted = parts.filter(({ state }) => state !== 'cancel');
  const leading = parts.find(isOpen) ?? (parts.at(-1) as Part);
  const sum = (of: readonly Part[], key: 'quantity' | 'produced') =>
    amountOf(
      of.reduce((total, each) => total + each[key], 0),
      leading,
      words,
    );
  const status = orderStatus(parts);
  return {
    plant: plant.id,
    order,
    status,
    item: words.code('item', item),
    // For a wholly cancelled order: the quantity that was planned.
    quantity: sum(status === 'cancelled' ? parts : counted, 'quantity'),
    produced: sum(parts, 'produced'),
    ...(leading.origin && { origin: leading.origin }),
    ...(leading.urgent && { urgent: leading.urgent }),
    ...datesOf(leading),
    parts: parts.map((each) => partOf(each, words)),
  };
};

const messageName = (data: ProductionOrder, previous: DescribeContext['previous']): Description['name'] => {
  if (data.status === 'cancelled') return 'production-order.cancelled';
  const before = (previous?.message.data as ProductionOrder | undefined)?.status;
  const isNew = before === undefined || before === 'cancelled';
  return isNew && data.status !== 'done' ? 'production-order.released' : 'production-order.changed';
};

/** Production orders with their parts, from their release. */
export const productionOrders: EntityType = {
  name: 'production-order',
  questions: 'production-orders',
  namedForGood: true,
  describe(document, context) {
    const data = orderOf(document, context);
    // Cancelled before any message about it.
    if (data.status === 'cancelled' && !context.previous) return undefined;
    const closed = data.status === 'done' || data.status === 'cancelled';
    return { name: messageName(data, context.previous), subject: data.order, data, closed };
  },
  describeGone({ message }) {
    const before = message.data as ProductionOrder;
    const data: ProductionOrder = { ...before, status: 'cancelled', parts: [] };
    return { name: 'production-order.cancelled', subject: before.order, data, closed: true, gone: true };
  },
};
