import type { PlantProfile } from '../configuration/plant.ts';
import { schemaId } from '../events/define-event.ts';
import { eventKeyOf } from '../events/envelope.ts';
import { definitionOf, parseEvent } from '../events/parse-event.ts';
import { OdooClient, type OdooConnection } from '../lambdas/odoo/client.ts';
import { bookPostings } from '../lambdas/odoo/ports.ts';
import type { PostingRow } from '../lambdas/odoo/posting.ts';
import { postingOf } from '../lambdas/posting/book.ts';
import { codeLookup } from '../lambdas/posting/events/define-posting.ts';
import type { CaseEvent } from './case.ts';

/** What became of a case's event. */
export type Outcome = PostingRow | { result: 'invalid' | 'failed'; message: string };

/** Books events as the posting functions do, one call each, in order: contract, codes, units, server action. */
export class GatewayAtWork {
  readonly #client: OdooClient;
  readonly #profile: PlantProfile;
  readonly #codes: Record<string, string>;

  /** `codes`: Odoo's codes by `kind#code` */
  constructor(connection: OdooConnection, profile: PlantProfile, codes: Record<string, string> = {}) {
    this.#client = new OdooClient(connection);
    this.#profile = profile;
    this.#codes = codes;
  }

  async book(given: CaseEvent, id: string, profile = this.#profile): Promise<Outcome> {
    const type = `com.odoo-plant-gateway.${given.type}.v1`;
    const definition = definitionOf(type);
    if (!definition) return { result: 'invalid', message: `no event type ${given.type}` };
    const parsed = definition.data.safeParse(given.data);
    const input = {
      specversion: '1.0',
      id,
      source: `/plants/${profile.id}/mes`,
      type,
      time: given.time ?? new Date(Date.now() - 1000 * (given.ago ?? 1)).toISOString(),
      subject: parsed.success ? definition.subject(parsed.data) : 'unknown',
      dataschema: schemaId(definition),
      data: given.data,
    };
    const checked = parseEvent(input);
    if (!checked.ok) return { result: 'invalid', message: JSON.stringify(checked.findings) };
    const { event, orderingKey } = checked.value;
    const posting = postingOf(
      { eventKey: eventKeyOf(event), event, orderingKey, plant: profile.id },
      profile,
      codeLookup(new Map(Object.entries(this.#codes))),
    );
    const booked = await bookPostings(this.#client, [posting]);
    if (!booked.ok) return { result: 'failed', message: `${booked.code}: ${booked.message}` };
    return booked.rows[0] ?? { result: 'failed', message: 'no row' };
  }
}
