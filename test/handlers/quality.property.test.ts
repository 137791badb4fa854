import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HoldFixture } from '../fakes/hold-fixture.ts';

type Move =
  | { do: 'say'; what: 'made' | 'pass' | 'fail' | 'pending' | 'held'; ago: number }
  | { do: 'word'; what: 'made' | 'pass' | 'fail' | 'held' | 'released'; ago: number }
  | { do: 'post' }
  | { do: 'deliver'; index: number; dieAt: number; keep: boolean }
  | { do: 'step'; index: number; dieAt: number }
  | { do: 'both'; index: number }
  | { do: 'wait'; hours: number };

const never = 1000;
const dieAt = fc.oneof({ weight: 4, arbitrary: fc.constant(never) }, fc.nat(7));
const of = <Name extends Move['do']>(name: Name) => fc.constant(name);
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: of('say'),
      what: fc.constantFrom('made', 'made', 'pass', 'pass', 'pass', 'fail', 'pending', 'held'),
      ago: fc.constantFrom(0, 0, 0, 1, 2),
    }),
  },
  {
    // One that is handled at once, between any two steps of the others.
    weight: 4,
    arbitrary: fc.record({
      do: of('word'),
      what: fc.constantFrom('made', 'made', 'pass', 'pass', 'fail', 'held', 'released'),
      ago: fc.constantFrom(0, 0, 1),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: 'post' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({ do: of('deliver'), index: fc.nat(3), dieAt, keep: fc.boolean() }),
  },
  { weight: 8, arbitrary: fc.record({ do: of('step'), index: fc.nat(1), dieAt }) },
  { weight: 2, arbitrary: fc.record({ do: of('both'), index: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: of('wait'), hours: fc.constantFrom(1, 9, 30) }) },
);

const moves = fc.array(move, { minLength: 5, maxLength: 40, size: 'max' });

const carryOut = async (fixture: HoldFixture, what: Move): Promise<void> => {
  const running = fixture.executions.running();
  switch (what.do) {
    case 'say':
      fixture.now += 1000;
      await fixture.say(what.what, { ago: what.ago });
      return;
    case 'word':
      fixture.now += 1000;
      await fixture.say(what.what, { ago: what.ago });
      while (await fixture.post());
      while (fixture.bus.length > 0) await fixture.deliver();
      return;
    case 'post':
      await fixture.post();
      return;
    case 'deliver': {
      const message = fixture.bus[what.index % Math.max(1, fixture.bus.length)];
      await fixture.deliver(what.index, what.dieAt);
      // The bus delivers at least once.
      if (what.keep && message) fixture.bus.push(message);
      return;
    }
    case 'step': {
      const execution = running[what.index % Math.max(1, running.length)];
      if (execution) await fixture.step(execution, what.dieAt);
      return;
    }
    case 'both':
      await Promise.all([
        fixture.deliver(what.index),
        ...running.map((execution) => fixture.step(execution)),
      ]);
      return;
    case 'wait':
      fixture.now += what.hours * 3_600_000;
  }
};

/** Every booked event about the lot is in its audit. */
const isWritten = async (fixture: HoldFixture): Promise<void> => {
  const { events } = await fixture.eventStore.events('oslo', { status: 'posted', limit: 500 });
  const said = events.filter(({ event }) => event.type.includes('.lot.'));
  const written = (await fixture.audit.read(fixture.lot, 500)).entries.map(
    ({ evidence }) => evidence.eventKey,
  );
  expect(written).toEqual(expect.arrayContaining(said.map(({ eventKey }) => eventKey)));
};

/** Conditions that hold for a lot when everything is settled. */
const isSeenTo = async (fixture: HoldFixture): Promise<void> => {
  const { odoo, executions } = fixture;
  const record = await fixture.record();
  const word = odoo.verdict?.word;
  const passed = word === 'pass' || (word === 'released' && odoo.decidedByGateway);
  if (passed) expect(odoo.covered(odoo.verdict?.at ?? 0)).toBe(0);
  if (word === 'fail') expect(odoo.raised).toBeGreaterThan(0);
  if (odoo.held > 0) {
    expect(record).toMatchObject({ state: 'open' });
    const [execution, ...more] = executions.running();
    expect(more).toEqual([]);
    expect(execution?.state).toBe('AwaitVerdict');
    // An execution that waits has seen all that happened, and can be woken.
    expect(record?.waiting).toEqual({ token: execution?.waits?.token, signal: record?.signal });
  } else {
    expect(record?.state ?? 'closed').toBe('closed');
    expect(executions.running()).toEqual([]);
  }
};

describe('the quality hold', () => {
  it('ends as the latest message says, whatever dies, comes twice, late or at once, and releases only what passed', async () => {
    await fc.assert(
      fc.asyncProperty(moves, fc.boolean(), async (all, isAborted) => {
        const fixture = new HoldFixture();
        await fixture.say('made', { ago: 3 });
        for (const one of all) {
          await carryOut(fixture, one);
          if (one === all[15] && isAborted)
            for (const each of fixture.executions.running()) fixture.executions.abort(each);
        }
        // An aborted execution is replaced when something happens to its lot, and not before.
        if (isAborted) await fixture.say('made');
        await fixture.settle();
        for (const { before, beforeOwn } of fixture.odoo.let)
          expect(before === 'pass' || (before === 'released' && beforeOwn)).toBe(true);
        await isSeenTo(fixture);
        await isWritten(fixture);
      }),
      { numRuns: 600 },
    );
  });
});
