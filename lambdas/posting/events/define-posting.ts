import type * as z from 'zod';
import type { CodeKind, PlantCode } from '../../../events/code-kinds.ts';
import { type EventDefinition, eventType } from '../../../events/define-event.ts';
import type { Quantity } from '../../../events/fields.ts';
import { odooQuantity } from '../../odoo/units.ts';
import { codeKey, type ListedCodes } from '../code-mapping/code-mapping.ts';

const codeMappingBy = (odooCodeOf: (code: PlantCode) => string) => {
  const of = (kind: CodeKind) => (code: string) => odooCodeOf({ kind, code });
  return {
    item: of('item'),
    location: of('location'),
    /** a supplier or customer */
    partner: of('partner'),
    scrapReason: of('scrap-reason'),
    workCenter: of('work-center'),
  };
};

/** A plant's codes in Odoo's words. */
export type CodeLookup = ReturnType<typeof codeMappingBy>;

/** What is not listed is Odoo's own code already. */
export const codeLookup = (listed: ListedCodes): CodeLookup =>
  codeMappingBy((code) => listed.get(codeKey(code)) ?? code.code);

/** The plant's codes that somebody asks a crosswalk for. */
export const codesAskedBy = (ask: (codes: CodeLookup) => unknown): PlantCode[] => {
  const asked: PlantCode[] = [];
  ask(
    codeMappingBy((code) => {
      asked.push(code);
      return code.code;
    }),
  );
  return asked;
};

/** How events of one type become what the procedure of the same name books in Odoo. */
export interface PostingDefinition {
  /** CloudEvents type */
  type: string;
  /** name of the event and of the procedure */
  operation: string;
  /**
   * Called twice for an event: first to learn which codes it asks the crosswalk for, then with what they are in Odoo.
   * So which codes it asks for must not depend on the answers.
   */
  payload(data: unknown, codes: CodeLookup): object;
}

/** The data was checked against the same definition when the event was accepted. */
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

/** The contract has every lot in the unit of the whole. */
export const usedLots = (lots: readonly ConsumedLot[]): UsedLot[] =>
  lots.map(({ number, quantity }) => ({ number, quantity: odooQuantity(quantity).value }));

/** Which operation of an order; one of the two at least. */
export interface AtOperation {
  order: string;
  operation?: string;
  work_center?: string;
}

interface Named {
  order: string;
  operation?: string | undefined;
  workCenter?: string | undefined;
}

export const atOperation = ({ order, operation, workCenter }: Named, codes: CodeLookup): AtOperation => ({
  order,
  ...(operation && { operation }),
  ...(workCenter && { work_center: codes.workCenter(workCenter) }),
});
