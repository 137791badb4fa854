import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mayReceive } from '../../lambdas/access/partner-access.ts';
import { orderMessage, osloMes, Reader } from '../fakes/reader.ts';

const partners = [
  { ...osloMes, partner: 'mes' },
  { ...osloMes, partner: 'orders', receives: ['production-order.cancelled'] },
  { ...osloMes, partner: 'supplier', reads: 'own' as const, suppliers: ['S'] },
];

const names = ['production-order.released', 'production-order.changed', 'production-order.cancelled'];

const append = fc.record({
  kind: fc.constant('append' as const),
  drafts: fc.array(fc.record({ thing: fc.nat(5), name: fc.nat(2), supplier: fc.boolean() }), {
    minLength: 1,
    maxLength: 12,
  }),
});
const read = fc.record({
  kind: fc.constant('read' as const),
  consumer: fc.nat(2),
  limit: fc.integer({ min: 1, max: 5 }),
  /** how the page is dealt with: its answer is lost, it is read and forgotten, or all of it, or part, acknowledged */
  dealt: fc.constantFrom(...(['lost', 'kept', 'acknowledged', 'in-part', 'acknowledged-twice'] as const)),
  byPosition: fc.boolean(),
});
const steps = fc.array(fc.oneof({ weight: 1, arbitrary: append }, { weight: 3, arbitrary: read }), {
  maxLength: 40,
});

interface Reading {
  limit: number;
  dealt: 'lost' | 'kept' | 'acknowledged' | 'in-part' | 'acknowledged-twice';
  byPosition: boolean;
}

/** A consumer that keeps what it read up to a position, and knows no more than that. */
class Consumer {
  at = 0;
  had: string[] = [];
  readonly reader: Reader;
  readonly access: (typeof partners)[number];

  constructor(reader: Reader, access: (typeof partners)[number]) {
    this.reader = reader;
    this.access = access;
  }

  async read({ limit, dealt, byPosition }: Reading): Promise<boolean> {
    const query = { limit: String(limit), ...(byPosition && { after: String(this.at) }) };
    const { status, body } = await this.reader.get('/feed', query, this.access);
    expect(status).toBe(200);
    const { messages = [], next = 0, more = false } = body;
    expect(messages.length).toBeLessThanOrEqual(limit);
    // Without a position it is where it acknowledged: what it kept beyond that comes again, and is known by its id.
    const fresh = messages.filter(({ sequence }) => Number(sequence) > this.at);
    if (dealt === 'lost') return more;
    const [first] = fresh;
    const upTo = dealt === 'in-part' && first ? Number(first.sequence) : Math.max(next, this.at);
    this.had.push(...fresh.filter(({ sequence }) => Number(sequence) <= upTo).map(({ id }) => id));
    this.at = upTo;
    if (dealt !== 'kept') await this.#acknowledge();
    if (dealt === 'acknowledged-twice') await this.#acknowledge();
    return more;
  }

  async #acknowledge(): Promise<void> {
    const { status, body } = await this.reader.ack({ sequence: this.at }, this.access);
    expect([status, body.acknowledged]).toEqual([200, this.at]);
  }
}

describe('consumers of a feed', () => {
  it('have each message that is theirs once and in order, whatever is published, read and acknowledged in between', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (given) => {
        const reader = new Reader();
        const consumers = partners.map((access) => new Consumer(reader, access));
        let serial = 0;
        for (const step of given) {
          if (step.kind === 'read') {
            await consumers[step.consumer]?.read(step);
            continue;
          }
          await reader.publish(
            step.drafts.map(({ thing, name, supplier }) => {
              serial += 1;
              const hash = String(serial);
              return orderMessage(`MO/${thing}`, {
                name: names[name] ?? '',
                hash,
                ...(supplier && { supplier: 'S' }),
              });
            }),
          );
        }
        for (const consumer of consumers) {
          const rest = { limit: 3, dealt: 'acknowledged', byPosition: false } as const;
          while (await consumer.read(rest));
          const all = await reader.feed.after('oslo', 0, 10_000);
          const theirs = all.filter((message) => mayReceive(consumer.access, message));
          expect(consumer.had).toEqual(theirs.map(({ sequence }) => `oslo.${sequence}`));
          const { sequence } = (await reader.consumers.of('oslo', consumer.access.partner)) ?? {};
          expect(sequence).toBe(all.length);
        }
      }),
      { numRuns: 150 },
    );
  });
});
