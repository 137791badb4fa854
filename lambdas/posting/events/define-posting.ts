import type * as z from 'zod';
import type { CodeKind, PlantCode } from '../../../events/code-kinds.ts';
import { type EventDefinition, eventType } from '../../../events/define-event.ts';
import type { Quantity } from '../../../events/fields.ts';
import type { UnitCode } from '../../../events/units.ts';
import { type OdooQuantity, odooPrice, odooQuantity } from '../../odoo/units.ts';
import { codeKey, type ListedCodes } from '../code-mapping/code-mapping.ts';

const codeMappingBy = (odooCodeOf: (code: PlantCode) => string) => {
  const of = (kind: CodeKind) => (code: string) => odooCodeOf({ kind, code });
  const unit = of('unit');
  return {
    /** in Odoo's unit */
    quantity: (quantity: Quantity): OdooQuantity => odooQuantity(quantity, unit),
    /** per one of Odoo's unit */
    price: (value: number, of: UnitCode): number => odooPrice(value, of, unit),
    item: of('item'),
    location: of('location'),
    /** a supplier or customer */
    partner: of('partner'),
    scrapReason: of('scrap-reason'),
    workCenter: of('work-center'),
  };
};

/** Converts a plant's codes to Odoo's codes, by kind. */
export type CodeLookup = ReturnType<typeof codeMappingBy>;

/** A code that is not listed is already Odoo's own. */
export const codeLookup = (listed: ListedCodes): CodeLookup =>
  codeMappingBy((code) => listed.get(codeKey(code)) ?? code.code);

/** Runs `use` with a lookup that records every code that is looked up. Returns these codes. */
export const codesUsedBy = (use: (codes: CodeLookup) => unknown): PlantCode[] => {
  const used: PlantCode[] = [];
  use(
    codeMappingBy((code) => {
      used.push(code);
      return code.code;
    }),
  );
  return used;
};

/** How events of one type become the payload of the procedure with the same name in Odoo. */
export interface PostingDefinition {
  /** CloudEvents type */
  type: string;
  /** name of the event and of the procedure */
  operation: string;
  /**
   * Called twice for an event: first to find the codes that it looks up, then with Odoo's codes. So the codes that it
   * looks up must not depend on the answers.
   */
  payload(data: unknown, codes: CodeLookup): object;
}

/** The payload function needs no check: the event was checked against the same definition when it was accepted. */
export const definePosting = <Schema extends z.ZodType, Payload extends object>(
  event: EventDefinition<string, Schema>,
  payload: (data: z.infer<Schema>, codes: CodeLookup) => Payload,
): PostingDefinition => ({
  type: eventType(event),
  operation: event.name,
  payload: (data, codes) => payload(data as z.infer<Schema>, codes),
});

export interface UsedLot {
  number: string;
  /** in the unit of the quantity it is part of */
  quantity: number;
}

interface ConsumedLot {
  number: string;
  quantity: Quantity;
}

/** The contract has every lot in the unit of the whole quantity, so the lots need no unit. */
export const usedLots = (lots: readonly ConsumedLot[], codes: CodeLookup): UsedLot[] =>
  lots.map(({ number, quantity }) => ({ number, quantity: codes.quantity(quantity).value }));

/** An operation of an order. At least one of `operation` and `work_center` is present. */
export interface AtOperation {
  order: string;
  operation?: string;
  work_center?: string;
}

interface OperationData {
  order: string;
  operation?: string | undefined;
  workCenter?: string | undefined;
}

export const atOperation = (
  { order, operation, workCenter }: OperationData,
  codes: CodeLookup,
): AtOperation => ({
  order,
  ...(operation && { operation }),
  ...(workCenter && { work_center: codes.workCenter(workCenter) }),
});
