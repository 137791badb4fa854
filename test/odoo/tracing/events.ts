import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { hoursAgo, KG, posting, UNIT } from '../shop-floor.ts';
import { EventRepository, eventsOf } from './event-repository.ts';
import { Kitchen } from './kitchen.ts';

/** Events of EPCIS, read as a consumer reads them: documents of all lots, in one repository. */
export function events(floor: Floor): void {
  const kitchen = () => new Kitchen(floor());
  const keyOf = (order: string) => order.split('/').at(-1) ?? '';
  const of = (item: string | undefined, ...lots: string[]) => lots.map((lot) => ({ item: item ?? '', lot }));

  test('an order asked about by each of its lots is one event, with all that it used and made', async () => {
    const [mix = '', a = '', b = ''] = await kitchen().items(3);
    await kitchen().stock(a, { A: 50 });
    await kitchen().stock(b, { B: 50 });
    const used = { [a]: { A: 5 }, [b]: { B: 15 } };
    const order = await kitchen().make({ item: mix, lot: 'M', quantity: 10, used });
    const asked = [...of(a, 'A'), ...of(b, 'B'), ...of(mix, 'M')];
    for (const lots of [asked, asked.toReversed()]) {
      const { production, valid } = await EventRepository.of(kitchen(), lots);
      expect(production).toEqual({ [keyOf(order)]: { used: { A: 5, B: 15 }, made: { M: 10 } } });
      expect(valid.filter(({ type }) => type === 'TransformationEvent')).toHaveLength(1);
    }
  });

  test('components that two orders share are counted once for each', async () => {
    const [cheese = '', butter = '', milk = ''] = await kitchen().items(3);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const first = await kitchen().make({ item: cheese, lot: 'C', quantity: 2, used: { [milk]: { M1: 4 } } });
    const used = { [milk]: { M1: 1, M2: 3 } };
    const second = await kitchen().make({ item: butter, lot: 'B', quantity: 3, used });
    const lots = [...of(milk, 'M1', 'M2'), ...of(cheese, 'C'), ...of(butter, 'B')];
    expect((await EventRepository.of(kitchen(), lots)).production).toEqual({
      [keyOf(first)]: { used: { M1: 4 }, made: { C: 2 } },
      [keyOf(second)]: { used: { M1: 1, M2: 3 }, made: { B: 3 } },
    });
  });

  test('each part of an order is an event of its own, of one lot too', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const used = { [milk]: { M1: 4 } };
    const order = await kitchen().make({ item: cheese, lot: 'C', quantity: 4, planned: 10, used });
    await kitchen().make({ order, item: cheese, lot: 'C', quantity: 6, used: { [milk]: { M2: 6 } } });
    const lots = [...of(milk, 'M1', 'M2'), ...of(cheese, 'C')];
    expect((await EventRepository.of(kitchen(), lots)).production).toEqual({
      [`${keyOf(order)}-001`]: { used: { M1: 4 }, made: { C: 4 } },
      [`${keyOf(order)}-002`]: { used: { M2: 6 }, made: { C: 6 } },
    });
  });

  test('serials of an order are in one event, whichever was asked about', async () => {
    const [pump = ''] = await kitchen().items(1, {}, { tracking: 'serial', uom: UNIT });
    const [steel = ''] = await kitchen().items(1, { S1: 9, S2: 9 });
    const used = { [steel]: { S1: 1, S2: 2 } };
    const order = await kitchen().make({ item: pump, lot: ['P1', 'P2', 'P3'], used });
    const lots = [...of(pump, 'P1', 'P2', 'P3'), ...of(steel, 'S1', 'S2')];
    expect((await EventRepository.of(kitchen(), lots)).production).toEqual({
      [keyOf(order)]: { used: { S1: 1, S2: 2 }, made: { P1: 1, P2: 1, P3: 1 } },
    });
  });

  test('rework that leads back to its lot is counted once', async () => {
    const [cheese = '', spread = '', milk = ''] = await kitchen().items(3);
    await kitchen().stock(milk, { M: 50 });
    const first = await kitchen().make({ item: cheese, lot: 'C', quantity: 9, used: { [milk]: { M: 9 } } });
    const second = await kitchen().make({
      item: spread,
      lot: 'S',
      quantity: 5,
      used: { [cheese]: { C: 5 } },
    });
    const used = { [milk]: { M: 1 }, [spread]: { S: 2 } };
    const order = await kitchen().make({ item: cheese, lot: 'X', planned: 9, used: { [milk]: { M: 1 } } });
    await kitchen().make({ order, item: cheese, lot: 'C', quantity: 3, used });
    const lots = [...of(cheese, 'C', 'X'), ...of(spread, 'S'), ...of(milk, 'M')];
    expect((await EventRepository.of(kitchen(), lots)).production).toEqual({
      [keyOf(first)]: { used: { M: 9 }, made: { C: 9 } },
      [keyOf(second)]: { used: { C: 5 }, made: { S: 5 } },
      [`${keyOf(order)}-001`]: { used: { M: 1 }, made: { X: 1 } },
      [`${keyOf(order)}-002`]: { used: { M: 1, S: 2 }, made: { C: 3 } },
    });
  });

  test('what comes back leaves one valid event, in a repository that has read each state', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const used = { [milk]: { M1: 4, M2: 2 } };
    const order = await kitchen().make({ item: cheese, lot: 'C', quantity: 4, used });
    const give = (lot: string, value: number, hours: number) =>
      floor().bookOne(
        posting(
          'material.returned',
          { order, item: milk, quantity: { value, uom: KG }, lots: [{ number: lot, quantity: value }] },
          { time: hoursAgo(hours) },
        ),
      );
    const states: ReturnType<typeof eventsOf>[] = [];
    const read = async () =>
      states.push(eventsOf(await kitchen().genealogy({ item: cheese, lot: 'C' }, 'up')));
    await read();
    await give('M1', 3, 0.5);
    await read();
    // Told late: it happened before the one that was told first.
    await give('M2', 1, 0.8);
    await read();
    await give('M1', 0.5, 0.2);
    await read();
    const [, ...later] = states.map((each) => each.filter(({ type }) => type === 'TransformationEvent'));
    const ids = later.map((each) => each.map(({ eventID }) => eventID));
    expect(ids[2]?.slice(0, 3)).toEqual(ids[1]);
    expect(ids[1]?.slice(0, 2)).toEqual(ids[0]);
    const repository = await EventRepository.of(kitchen(), [...of(milk, 'M1', 'M2'), ...of(cheese, 'C')]);
    expect(repository.production).toEqual({ [keyOf(order)]: { used: { M1: 0.5, M2: 1 }, made: { C: 4 } } });
  });

  test('an order that does not fit into the answer is left out whole, and said to be', async () => {
    const [mix = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const lot = { item: mix, lot: 'C' };
    await kitchen().make({ ...lot, quantity: 2, used: { [milk]: { M1: 1, M2: 1 } } });
    const cut = await kitchen().genealogy({ ...lot, most: 1 }, 'up');
    expect([cut.production?.truncated, cut.production?.orders]).toEqual([true, []]);
    expect(eventsOf(cut)).toEqual([]);
    const { production } = await kitchen().genealogy({ ...lot, most: 2 }, 'up');
    expect([production?.truncated, production?.orders.length]).toEqual([false, 1]);
  });
}
