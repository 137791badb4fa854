import { isDeepStrictEqual } from 'node:util';
import { eventType, schemaId } from '../../../events/define-event.ts';
import type { CloudEvent } from '../../../events/envelope.ts';
import { definitionOf } from '../../../events/parse-event.ts';
import type { TestBackend } from '../../backends/test-backend.ts';
import type { Sending } from '../deliveries.ts';

/** A part of a plant's day: what it sends, and where Odoo differs from the arithmetic afterwards, in words. */
export interface Chapter {
  sendings: Sending[];
  differences(): Promise<string[]>;
}

export interface Scene {
  backend: TestBackend;
  /** names nobody used before begin with it */
  run: string;
  random: () => number;
}

const partners = {
  mes: 'oslo-mes',
  wms: 'baltic-wms',
  supplier: 'nordic-supply',
  shop: 'oslo-shop',
  lab: 'oslo-lab',
};
export type System = keyof typeof partners;

export const kilograms = (value: number) => ({ value, unit: 'KGM' });
export const uom = 'uom.product_uom_kgm';
export const warehouse = { code: 'OSL', name: 'Oslo Dairy' };

/** Collects events of plant oslo, each a tenth of a second after the one before. */
export class Reporter {
  readonly sendings: Sending[] = [];
  readonly #run: string;
  readonly #began: number;

  constructor(run: string, began: number) {
    this.#run = run;
    this.#began = began;
  }

  report(system: System, name: string, data: Record<string, unknown>, at?: string): void {
    const type = eventType({ name, version: 1 });
    const definition = definitionOf(type);
    if (!definition) throw new Error(`no event ${name}`);
    const valid = definition.data.parse(data);
    const index = this.sendings.length;
    const event = {
      specversion: '1.0',
      id: `${this.#run}-${name}-${index}`,
      source: `/plants/oslo/${system}`,
      type,
      time: at ?? new Date(this.#began + index * 100).toISOString(),
      subject: definition.subject(valid),
      dataschema: schemaId({ name, version: 1 }),
      data,
    } as CloudEvent;
    this.sendings.push({ partner: partners[system], event });
  }
}

/** Collects what is not as it should be. */
export class Findings {
  readonly found: string[] = [];

  compare(what: string, is: unknown, should: unknown): void {
    if (!isDeepStrictEqual(is, should))
      this.found.push(`${what}: is ${JSON.stringify(is)}, should be ${JSON.stringify(should)}`);
  }
}
