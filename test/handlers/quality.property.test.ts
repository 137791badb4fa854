import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GateWorld } from '../fakes/gate-world.ts';

type Move =
  | { do: 'say'; what: 'made' | 'pass' | 'fail' | 'pending' | 'held'; ago: number }
  | { do: 'post' }
  | { do: 'deliver'; index: number; dieAt: number; keep: boolean }
  | { do: 'step'; index: number; dieAt: number }
  | { do: 'both'; index: number }
  | { do: 'abort' }
  | { do: 'wait'; hours: number };

const never = 1000;
const dieAt = fc.oneof({ weight: 3, arbitrary: fc.constant(never) }, fc.nat(8));
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      what: fc.constantFrom('made', 'pass', 'fail', 'pending', 'held'),
      ago: fc.constantFrom(0, 0, 1, 2, 3),
    }),
  },
  { weight: 5, arbitrary: fc.constant({ do: 'post' as const }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('deliver' as const),
      index: fc.nat(5),
      dieAt,
      keep: fc.boolean(),
    }),
  },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('step' as const), index: fc.nat(1), dieAt }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('both' as const), index: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'abort' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 9, 30) }) },
);

const carryOut = async (world: GateWorld, what: Move): Promise<void> => {
  const running = world.executions.running();
  switch (what.do) {
    case 'say':
      world.now += 1000;
      await world.say(what.what, { ago: what.ago });
      return;
    case 'post':
      await world.post();
      return;
    case 'deliver': {
      const message = world.bus[what.index % Math.max(1, world.bus.length)];
      await world.deliver(what.index, what.dieAt);
      // The bus delivers at least once.
      if (what.keep && message) world.bus.push(message);
      return;
    }
    case 'step': {
      const execution = running[what.index % Math.max(1, running.length)];
      if (execution) await world.step(execution, what.dieAt);
      return;
    }
    case 'both':
      await Promise.all([world.deliver(what.index), ...running.map((execution) => world.step(execution))]);
      return;
    case 'abort':
      for (const execution of running) world.executions.abort(execution);
      return;
    case 'wait':
      world.now += what.hours * 3_600_000;
  }
};

/** What must be true of a lot when nothing is on its way any more. */
const isSeenTo = async (world: GateWorld): Promise<void> => {
  const { odoo, executions } = world;
  const record = await world.record();
  const word = odoo.verdict?.word;
  if (word === 'pass' || word === 'released') expect(odoo.covered(odoo.verdict?.at ?? 0)).toBe(0);
  if (word === 'fail') expect(odoo.raised).toBeGreaterThan(0);
  if (odoo.held > 0) {
    expect(record).toMatchObject({ state: 'open' });
    const [execution, ...more] = executions.running();
    expect(more).toEqual([]);
    expect(execution?.state).toBe('AwaitVerdict');
    // Who waits has seen all that happened, and can be woken.
    expect(record?.waiting).toEqual({ token: execution?.waits?.token, signal: record?.signal });
  } else {
    expect(record?.state ?? 'closed').toBe('closed');
    expect(executions.running()).toEqual([]);
  }
};

describe('the gate', () => {
  it('ends as the latest word says, whatever dies, is told twice, late or at once, and lets out only what passed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 60 }), async (moves) => {
        const world = new GateWorld();
        for (const one of moves) await carryOut(world, one);
        // An aborted execution is replaced when something happens to its lot, and not before.
        await world.say('pending');
        await world.settle();
        for (const { before, beforeOwn } of world.odoo.let)
          expect(before === 'pass' || (before === 'released' && beforeOwn)).toBe(true);
        await isSeenTo(world);
      }),
      { numRuns: 400 },
    );
  });
});
