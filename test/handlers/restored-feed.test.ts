import { beforeEach, describe, expect, it } from 'vitest';
import type { QuestionPort } from '../../lambdas/odoo/ports.ts';
import type { Command } from '../../lambdas/operations/commands.ts';
import { type MessageDraft, publishMessages } from '../../lambdas/outbound/feed/append.ts';
import { productionOrders } from '../../lambdas/outbound/poll/entities/production-orders.ts';
import { pollPlants } from '../../lambdas/outbound/poll/poll-plants.ts';
import { oslo } from '../../plants/oslo.ts';
import { aboutRestored, type RestoredOptions } from '../../scripts/operate/about-restored.ts';
import { orderMessage } from '../fakes/reader.ts';
import { Spine } from '../fakes/spine.ts';

const openPart = (part: string) => ({
  part,
  state: 'confirmed',
  quantity: 1,
  produced: 0,
  uom: 'uom.product_uom_kgm',
  uom_name: 'kg',
});

/** A plant that was told about orders of an Odoo that was restored meanwhile. */
class ToldPlant extends Spine {
  /** fingerprints of the orders in Odoo, by name */
  readonly inOdoo = new Map<string, string>();
  known = true;
  /** what Odoo answers for each of them */
  document: object = {};
  override questions: QuestionPort = {
    ask: async ({ question, about }) => {
      const { ids = [], since } = about as { ids?: unknown[]; since?: string };
      if (question === 'idempotency.records') return { ok: true, answer: { recorded: [] } };
      this.sinces.push(since);
      const things = ids.flatMap((id) => {
        const fingerprint = this.inOdoo.get(String(id));
        return fingerprint === undefined ? [] : [{ id, fingerprint, document: this.document }];
      });
      const changes = { mark: '1:900', known: this.known, things: [] };
      return { ok: true, answer: question.endsWith('.changes') ? changes : { things } };
    },
  };
  /** watermarks that Odoo was asked with */
  readonly sinces: (string | undefined)[] = [];

  async tell(name: string, more: Partial<MessageDraft> = {}): Promise<void> {
    this.tick(60);
    const draft = {
      ...orderMessage(`OSL/MO/${name}`),
      thing: { kind: 'production-order', name },
      fingerprint: `of ${name}`,
      ...more,
    };
    await publishMessages('oslo', [draft], { feed: this.feed, clock: this.clock, keepDays: 90 });
  }

  async poll(): Promise<void> {
    this.tick(60);
    await pollPlants(oslo, {
      ...this.deps,
      feed: this.feed,
      odoo: this.questions,
      entityTypes: [productionOrders],
      keepDays: 90,
      timeLeft: () => 60_000,
      wake: async () => {},
      bus: this.outcomes,
      count: () => {},
    });
  }

  async restored(since: string, options: Partial<RestoredOptions> = {}): Promise<string> {
    const lines: string[] = [];
    await aboutRestored(
      { since, hold: false, apply: false, resume: false, json: false, ...options },
      {
        invoke: (command) => this.operate(command as Command),
        whoAmI: async () => 'ola',
        say: (line) => void lines.push(line),
        wait: async (milliseconds) => this.tick(milliseconds / 1000),
      },
    );
    return lines.join('\n');
  }

  async told(): Promise<[string, string][]> {
    return (await this.feed.after('oslo', 0, 100)).map(({ name, subject }) => [name, subject]);
  }
}

let plant: ToldPlant;
beforeEach(() => {
  plant = new ToldPlant();
});

describe('what the feed said of documents that a restored Odoo no longer has', () => {
  it('is listed: what is gone and what has another state, and nothing that is as it was', async () => {
    await plant.tell('1');
    plant.tick(3600);
    const since = plant.now.toISOString();
    for (const name of ['2', '3', '4']) await plant.tell(name);
    plant.inOdoo.set('3', 'of 3').set('4', 'of 4, before');
    const said = await plant.restored(since);
    expect(said).toMatch(/production-order {2}OSL\/MO\/2 {2}production-order.released at \S+: not in Odoo/);
    expect(said).toMatch(/OSL\/MO\/4 .*: another state in Odoo/);
    expect(said).not.toMatch(/OSL\/MO\/[13] /);
  });

  it('is listed as gone when another document has its id now', async () => {
    const since = plant.now.toISOString();
    await plant.tell('2');
    plant.inOdoo.set('2', 'of another');
    plant.document = { order: 'OSL/MO/9', item: 'X', parts: [openPart('OSL/MO/9')] };
    expect(await plant.restored(since)).toMatch(/OSL\/MO\/2 .*: not in Odoo/);
    plant.document = { order: 'OSL/MO/2', item: 'X', parts: [openPart('OSL/MO/2')] };
    expect(await plant.restored(since)).toMatch(/OSL\/MO\/2 .*: another state in Odoo/);
  });

  it('is listed although a poll has told the plant since that it is gone', async () => {
    await plant.poll();
    const since = plant.now.toISOString();
    await plant.tell('2');
    await plant.feed.setFingerprint('oslo', 'production-order', '2', 'of 2');
    plant.known = false;
    await plant.poll();
    expect((await plant.told()).at(-1)).toEqual(['production-order.cancelled', 'OSL/MO/2']);
    expect(plant.logged.map(({ code }) => code)).toContain('ODOO_RESTORED');
    expect(await plant.restored(since)).toMatch(/OSL\/MO\/2 {2}production-order.released .*: not in Odoo/);
  });

  it('is compared again by the next poll, closed documents too, without the old watermark', async () => {
    await plant.poll();
    const since = plant.now.toISOString();
    await plant.tell('2', { closed: true });
    await plant.poll();
    // A closed order is not looked at any more: without the command its loss would never be told.
    expect((await plant.told()).at(-1)?.[0]).toBe('production-order.released');
    expect(plant.sinces.at(-1)).toBe('1:900');
    expect(await plant.restored(since, { apply: true })).toContain('The next poll compares everything');
    expect(await plant.eventStore.queueStates()).toEqual([]);
    plant.sinces.length = 0;
    await plant.poll();
    expect(plant.sinces[0]).toBeUndefined();
    expect((await plant.told()).at(-1)).toEqual(['production-order.cancelled', 'OSL/MO/2']);
    const before = await plant.told();
    await plant.poll();
    expect(await plant.told()).toEqual(before);
  });
});
