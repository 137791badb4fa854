import { describe, expect, it } from 'vitest';
import type { LotAfterBooking } from '../../events/booking.ts';
import { eventType } from '../../events/define-event.ts';
import type { EventKey } from '../../events/envelope.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { machineStateChanged } from '../../events/machine-state-changed.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { Ticket } from '../../lambdas/store/event-record.ts';
import type { AboutTime, EventStore } from '../../lambdas/store/event-store.ts';
import { machineState, recordOf, report } from '../fakes/events.ts';

const now = '2026-11-23T12:00:00.000Z';
const later = '2026-11-23T12:01:30.000Z';
const document = { model: 'mrp.production', id: 7, name: 'OSL/MO/1-001' };
const decision = { action: 'retry', by: 'ola', at: now } as const;
let serial = 0;

/** What every event store must do; run over the fake and over DynamoDB alike. */
export const eventStoreSuite = (name: string, eventStoreOf: () => EventStore) =>
  describe(`the event store ${name}`, () => {
    const fresh = (more: Parameters<typeof recordOf>[1] = {}) => {
      serial += 1;
      return recordOf(report({ id: `${name}-${serial}` }), more);
    };
    const accepted = async (more: Parameters<typeof recordOf>[1] = {}) => {
      const record = fresh(more);
      await eventStoreOf().accept(record);
      return record;
    };
    const quarantined = async () => {
      const record = await accepted();
      const claimed = await eventStoreOf().claim(record.eventKey, now, later);
      if (!claimed) throw new Error('not claimed');
      await eventStoreOf().quarantined(claimed, { code: 'unknown-order', message: 'no such order' }, now);
      return claimed;
    };

    it('keeps the first record of an identity and answers it to the second', async () => {
      const record = fresh();
      expect(await eventStoreOf().accept(record)).toBeUndefined();
      const second = { ...record, fingerprint: 'other', acceptedAt: later };
      expect(await eventStoreOf().accept(second)).toEqual(record);
      expect(await eventStoreOf().get(record.eventKey)).toEqual(record);
    });

    it('records one of twenty that arrive at once', async () => {
      const record = fresh();
      const answers = await Promise.all(Array.from({ length: 20 }, () => eventStoreOf().accept(record)));
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    });

    it('keeps numbers that DynamoDB has no room for', async () => {
      const data = {
        order: 'O',
        quantity: { value: 1e-200, unit: 'KGM' },
        note: '',
        deep: [[{ a: null }]],
      };
      const record = recordOf(report({ id: `${name}-number`, data }));
      await eventStoreOf().accept(record);
      expect((await eventStoreOf().get(record.eventKey))?.event.data).toEqual(data);
    });

    it('finds what machines reported by the time it is about, however late it came', async () => {
      const plant = `machines-${name}`;
      const state = async (since: string, acceptedAt: string) => {
        serial += 1;
        const event = machineState({ id: `${name}-${serial}`, since, time: acceptedAt });
        await eventStoreOf().accept(recordOf(event, { plant, acceptedAt, status: 'recorded' }));
        return event.id;
      };
      const six = await state('2026-11-23T07:00:00+01:00', '2026-11-23T06:00:01.000000Z');
      const late = await state('2026-11-23T04:59:59.999Z', '2026-11-29T06:00:00.000000Z');
      const five = await state('2026-11-23T05:00:00Z', '2026-11-23T07:00:00.000000Z');
      const report = recordOf(fresh().event, { plant, eventKey: 'a'.repeat(32) as EventKey });
      await eventStoreOf().accept(report);
      const type = eventType(machineStateChanged);
      const ids = async (from: string, to: string, more: Partial<AboutTime> = {}) => {
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await eventStoreOf().eventsAbout(plant, { type, from, to, limit: 1, ...more, cursor });
          seen.push(...page.events.map(({ event }) => event.id));
          cursor = page.cursor;
        } while (cursor);
        return seen;
      };
      expect(await ids('2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z')).toEqual([late, five, six]);
      expect(await ids('2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z', { newestFirst: true })).toEqual([
        six,
        five,
        late,
      ]);
      expect(await ids('2026-11-23T06:00:00+01:00', '2026-11-23T07:00:00+01:00')).toEqual([five]);
      expect(
        await ids('2026-11-23T00:00:00Z', '2026-11-24T00:00:00Z', { type: eventType(machineCounted) }),
      ).toEqual([]);
    });

    it('finds what a plant said of its stock by the moment that it is about', async () => {
      const plant = `books-${name}`;
      const type = eventType(stockSnapshotted);
      for (const [index, asOf] of ['2026-11-23T21:00:00Z', '2026-11-22T22:00:00+01:00'].entries()) {
        const { event } = fresh();
        const said = { ...event, type, id: `${name}-books-${index}`, data: { snapshot: asOf, asOf } };
        await eventStoreOf().accept(recordOf(said, { plant, status: 'recorded' }));
      }
      const day = { from: '2026-11-22T12:00:00Z', to: '2026-11-23T12:00:00Z' };
      const { events } = await eventStoreOf().eventsAbout(plant, { type, ...day, limit: 10 });
      expect(events.map(({ event }) => event.data)).toMatchObject([{ asOf: '2026-11-22T22:00:00+01:00' }]);
    });

    it('lists in the outbox what was not sent, oldest first, until it is', async () => {
      const plant = `plant-${name}`;
      const second = await accepted({ plant, acceptedAt: '2026-11-23T11:00:01.000000Z' });
      const first = await accepted({ plant, acceptedAt: '2026-11-23T11:00:00.000000Z' });
      const sent = await accepted({ plant, acceptedAt: '2026-11-23T10:00:00.000000Z' });
      await accepted({ plant, acceptedAt: '2026-11-23T13:00:00.000000Z' });
      await eventStoreOf().markSent(sent);
      await eventStoreOf().markSent({ ...second, attempts: 3 });
      const { events: found } = await eventStoreOf().unsentBefore(plant, now, 10);
      const page = await eventStoreOf().unsentBefore(plant, now, 1);
      expect(page.events).toEqual(found.slice(0, 1));
      const rest = await eventStoreOf().unsentBefore(plant, now, 10, page.cursor);
      expect([...page.events, ...rest.events]).toEqual(found);
      expect(found.map((record) => record.eventKey)).toEqual([first.eventKey, second.eventKey]);
    });

    it('gives an event to one claim, and to the next when the lease ran out', async () => {
      const { eventKey } = await accepted();
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => eventStoreOf().claim(eventKey, now, later)),
      );
      const [claimed, ...others] = answers.filter((answer) => answer !== undefined);
      expect(others).toHaveLength(0);
      expect(claimed).toMatchObject({ status: 'posting', attempts: 1, unsent: false });
      expect(await eventStoreOf().claim(eventKey, '2026-11-23T12:01:29.999Z', later)).toBeUndefined();
      expect(await eventStoreOf().claim(eventKey, later, later)).toMatchObject({ attempts: 2 });
    });

    it('releases a claim, and not somebody else’s later one', async () => {
      const { eventKey } = await accepted();
      const first = await eventStoreOf().claim(eventKey, now, now);
      const second = await eventStoreOf().claim(eventKey, later, later);
      if (!first || !second) throw new Error('not claimed');
      await eventStoreOf().release(first);
      expect((await eventStoreOf().get(eventKey))?.status).toBe('posting');
      await eventStoreOf().release(second);
      expect(await eventStoreOf().get(eventKey)).toMatchObject({ status: 'accepted', attempts: 2 });
      expect((await eventStoreOf().get(eventKey))?.leaseUntil).toBeUndefined();
    });

    it('posts with Odoo’s document, and never claims again', async () => {
      const { eventKey } = await accepted();
      await eventStoreOf().claim(eventKey, now, later);
      await eventStoreOf().posted(eventKey, { document }, now);
      expect(await eventStoreOf().get(eventKey)).toMatchObject({
        status: 'posted',
        document,
        settledAt: now,
      });
      expect(await eventStoreOf().claim(eventKey, later, later)).toBeUndefined();
    });

    it('keeps what Odoo said of lots and warned of, also when a repeat does not say it', async () => {
      const { eventKey } = await accepted();
      const lots: LotAfterBooking[] = [
        {
          item: 'YOGHURT',
          lot: 'Y-1',
          uom: 'uom.product_uom_kgm',
          uom_name: 'kg',
          moved: 12.345,
          held: 12.345,
        },
        {
          item: 'YOGHURT',
          lot: 'Y-2',
          uom_name: 'kg',
          moved: -1,
          held: 0,
          verdict: 'released',
          verdict_at: '2026-11-23 12:00:00',
          decides: true,
          overrode: 'fail',
        },
      ];
      await eventStoreOf().posted(eventKey, { document, lots, warnings: ['expires soon'] }, now);
      const said = { document, lots, warnings: ['expires soon'] };
      expect(await eventStoreOf().get(eventKey)).toMatchObject(said);
      await eventStoreOf().posted(eventKey, { document }, later);
      expect(await eventStoreOf().get(eventKey)).toMatchObject({ ...said, settledAt: later });
    });

    it('does not let a late claim quarantine what another has posted', async () => {
      const { eventKey } = await accepted();
      const late = await eventStoreOf().claim(eventKey, now, now);
      await eventStoreOf().claim(eventKey, later, later);
      await eventStoreOf().posted(eventKey, { document }, now);
      if (!late) throw new Error('not claimed');
      expect(await eventStoreOf().quarantined(late, { code: 'x', message: 'x' }, now)).toBe(false);
      expect((await eventStoreOf().get(eventKey))?.status).toBe('posted');
    });

    it('retries a quarantined event only, into the outbox, and remembers who decided', async () => {
      const record = await quarantined();
      expect(await eventStoreOf().retry(record, decision)).toBe(true);
      expect(await eventStoreOf().retry(record, decision)).toBe(false);
      expect(await eventStoreOf().get(record.eventKey)).toMatchObject({
        status: 'accepted',
        unsent: true,
        decisions: [decision],
      });
    });

    it('skips quarantined and deferred events, nothing else', async () => {
      const record = await quarantined();
      const waiting = await accepted();
      expect(await eventStoreOf().skip(waiting, { ...decision, action: 'skip' })).toBe(false);
      await eventStoreOf().deferred(waiting);
      expect(await eventStoreOf().skip(waiting, { ...decision, action: 'skip' })).toBe(true);
      expect(await eventStoreOf().skip(record, { ...decision, action: 'skip' })).toBe(true);
      expect(await eventStoreOf().claim(record.eventKey, later, later)).toBeUndefined();
    });

    it('defers only from the claim that was read', async () => {
      const record = await accepted();
      await eventStoreOf().claim(record.eventKey, now, later);
      expect(await eventStoreOf().deferred(record)).toBe(false);
      expect((await eventStoreOf().get(record.eventKey))?.status).toBe('posting');
    });

    it('lists what needs attention until it is settled', async () => {
      const plant = `attention-${name}`;
      const record = await accepted({ plant });
      const claimed = await eventStoreOf().claim(record.eventKey, now, later);
      if (!claimed) throw new Error('not claimed');
      await eventStoreOf().quarantined(claimed, { code: 'x', message: 'x' }, now);
      expect(await eventStoreOf().needingAttention(plant, 10)).toHaveLength(1);
      await eventStoreOf().retry(record, decision);
      expect(await eventStoreOf().needingAttention(plant, 10)).toHaveLength(0);
    });

    it('pages through what is quarantined, oldest first, past what is deferred and what is decided meanwhile', async () => {
      const plant = `quarantine-${name}`;
      const missing = [{ kind: 'item', code: 'PL-1' } as const];
      for (const second of [1, 2, 3, 4, 5]) {
        const record = await accepted({ plant, acceptedAt: `2026-11-23T12:00:0${second}.000000Z` });
        const claimed = await eventStoreOf().claim(record.eventKey, now, later);
        if (!claimed) throw new Error('not claimed');
        if (second === 2) await eventStoreOf().deferred(claimed);
        else await eventStoreOf().quarantined(claimed, { code: 'unknown-item', message: 'x', missing }, now);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await eventStoreOf().quarantinedOf(plant, 2, cursor);
        for (const record of page.events) {
          expect(record.reason?.missing).toEqual(missing);
          seen.push(record.acceptedAt.slice(17, 19));
          await eventStoreOf().retry(record, decision);
        }
        cursor = page.cursor;
      } while (cursor);
      expect(seen).toEqual(['01', '03', '04', '05']);
      expect((await eventStoreOf().quarantinedOf(plant, 9)).events).toEqual([]);
    });

    it('pages through a plant’s events, newest first', async () => {
      const plant = `list-${name}`;
      for (const second of [1, 2, 3])
        await accepted({ plant, acceptedAt: `2026-11-23T12:00:0${second}.000000Z` });
      const first = await eventStoreOf().events(plant, { limit: 2 });
      expect(first.events.map((event) => event.acceptedAt.slice(17, 19))).toEqual(['03', '02']);
      const rest = await eventStoreOf().events(plant, { limit: 2, cursor: first.cursor });
      expect(rest.events.map((event) => event.acceptedAt.slice(17, 19))).toEqual(['01']);
      const recent = await eventStoreOf().events(plant, {
        limit: 9,
        since: '2026-11-23T12:00:02.000Z',
        status: 'accepted',
      });
      expect(recent.events).toHaveLength(2);
    });

    it('fills a page with what a filter finds, past all that it does not', async () => {
      const plant = `filled-${name}`;
      for (const second of Array(9).keys()) {
        const acceptedAt = `2026-11-23T12:00:0${second}.000000Z`;
        const record = await accepted({ plant, acceptedAt, partner: second % 2 ? 'a-mes' : 'b-wms' });
        if (second > 5) continue;
        const claimed = await eventStoreOf().claim(record.eventKey, now, later);
        if (!claimed) throw new Error('not claimed');
        if (second === 4) await eventStoreOf().deferred(claimed);
        else await eventStoreOf().quarantined(claimed, { code: 'x', message: 'x' }, now);
      }
      const eventStore = eventStoreOf();
      for (const list of [eventStore.events, eventStore.eventsNeedingAttention]) {
        const pages: string[][] = [];
        let cursor: string | undefined;
        do {
          const page = await list(plant, { status: 'quarantined', limit: 2, cursor });
          pages.push(page.events.map(({ acceptedAt }) => acceptedAt.slice(17, 19)));
          cursor = page.cursor;
        } while (cursor);
        expect(pages).toEqual([['05', '03'], ['02', '01'], ['00']]);
        const own = { status: 'quarantined', partner: 'b-wms', since: '2026-11-23T12:00:01Z', limit: 9 };
        expect((await list(plant, own)).events).toHaveLength(1);
      }
      const deferred = await eventStore.eventsNeedingAttention(plant, { status: 'parked', limit: 1 });
      expect([deferred.events.length, deferred.cursor]).toEqual([1, undefined]);
    });

    it('goes on in one list with the cursor of the other', async () => {
      const plant = `changed-${name}`;
      for (const second of [1, 2, 3]) {
        const record = await accepted({ plant, acceptedAt: `2026-11-23T12:00:0${second}.000000Z` });
        const claimed = await eventStoreOf().claim(record.eventKey, now, later);
        if (claimed) await eventStoreOf().quarantined(claimed, { code: 'x', message: 'x' }, now);
      }
      const { cursor } = await eventStoreOf().events(plant, { limit: 1 });
      const rest = await eventStoreOf().eventsNeedingAttention(plant, { limit: 1, cursor });
      expect(rest.events.map(({ acceptedAt }) => acceptedAt.slice(17, 19))).toEqual(['02']);
      const last = await eventStoreOf().events(plant, { limit: 9, cursor: rest.cursor });
      expect(last.events.map(({ acceptedAt }) => acceptedAt.slice(17, 19))).toEqual(['01']);
    });

    it('lists a partner’s own events among those of its plant', async () => {
      const plant = `partners-${name}`;
      for (const [second, partner] of ['a-mes', 'b-wms', 'a-mes', 'b-wms'].entries())
        await accepted({ plant, partner, acceptedAt: `2026-11-23T12:00:0${second}.000000Z` });
      const ofPlant = await eventStoreOf().events(plant, { limit: 9 });
      expect(ofPlant.events.map((event) => event.partner)).toEqual(['b-wms', 'a-mes', 'b-wms', 'a-mes']);
      const own = await eventStoreOf().events(plant, { limit: 9, partner: 'b-wms', status: 'accepted' });
      expect(own.events.map((event) => event.acceptedAt.slice(17, 19))).toEqual(['03', '01']);
      expect((await eventStoreOf().events(plant, { limit: 9, partner: 'c-erp' })).events).toEqual([]);
    });

    it('changes a blocked ordering key only as it was seen, and removes it with its last event', async () => {
      const eventStore = eventStoreOf();
      serial += 1;
      const orderingKey = `order/${name}-${serial}`;
      const [a, b] = ['a', 'b'].map((key) => ({
        eventKey: key.padEnd(32, '0') as EventKey,
        acceptedAt: now,
      })) as [Ticket, Ticket];
      const blockedKey = async () =>
        (await eventStore.blockedKeys('p', [orderingKey, 'order/none'])).get(orderingKey);
      expect(await blockedKey()).toBeUndefined();
      expect(await eventStore.replaceBlockedKey('p', orderingKey, undefined, [a])).toBe(true);
      expect(await eventStore.replaceBlockedKey('p', orderingKey, undefined, [b])).toBe(false);
      const first = await blockedKey();
      expect(first?.waiting).toEqual([a]);
      expect(await eventStore.replaceBlockedKey('p', orderingKey, first, [a, b])).toBe(true);
      expect(await eventStore.replaceBlockedKey('p', orderingKey, first, [])).toBe(false);
      const second = await blockedKey();
      expect(second?.waiting).toEqual([a, b]);
      expect(await eventStore.replaceBlockedKey('p', orderingKey, second, [])).toBe(true);
      expect(await eventStore.replaceBlockedKey('p', orderingKey, second, [])).toBe(false);
      expect(await blockedKey()).toBeUndefined();
    });

    it('aggregates what anybody adds, and ends an aggregation only as it was seen', async () => {
      const eventStore = eventStoreOf();
      serial += 1;
      const orderingKey = `order/${name}-${serial}`;
      const ticket = (key: string): Ticket => ({
        eventKey: key.padEnd(32, '0') as EventKey,
        acceptedAt: now,
      });
      const aggregation = async () =>
        (await eventStore.aggregations('p', [orderingKey, 'order/none'])).get(orderingKey);
      expect(await aggregation()).toBeUndefined();
      const first = await eventStore.aggregate('p', orderingKey, [ticket('a')], now);
      expect(first).toMatchObject({ tickets: [ticket('a')], due: now });
      await Promise.all(
        ['b', 'c', 'd'].map((key) => eventStore.aggregate('p', orderingKey, [ticket(key)], later)),
      );
      const whole = await aggregation();
      expect(whole?.tickets.map(({ eventKey }) => eventKey[0]).sort()).toEqual(['a', 'b', 'c', 'd']);
      expect(whole?.due).toBe(now);
      if (!first || !whole) throw new Error('not aggregated');
      expect(await eventStore.endAggregation('p', orderingKey, first)).toBe(false);
      expect(await eventStore.endAggregation('p', orderingKey, whole)).toBe(true);
      expect(await eventStore.endAggregation('p', orderingKey, whole)).toBe(false);
      expect(await aggregation()).toBeUndefined();
    });

    it('aggregates no more than one item of the table can hold', async () => {
      const eventStore = eventStoreOf();
      serial += 1;
      const orderingKey = `order/${name}-${serial}`;
      const many = Array.from({ length: 2000 }, (_, index) => ({
        eventKey: String(index).padEnd(32, '0') as EventKey,
        acceptedAt: now,
      }));
      expect((await eventStore.aggregate('p', orderingKey, many, now))?.tickets).toHaveLength(2000);
      expect(await eventStore.aggregate('p', orderingKey, many.slice(0, 1), now)).toBeUndefined();
      expect((await eventStore.aggregations('p', [orderingKey])).get(orderingKey)?.tickets).toHaveLength(
        2000,
      );
    });

    it('changes a plant queue’s state only as it was seen', async () => {
      const plant = `plant-queue-${name}`;
      const eventStore = eventStoreOf();
      const state = { plant, state: 'waiting', reason: 'unreachable', since: now, until: later } as const;
      const first = await eventStore.setQueueState(undefined, state);
      if (!first) throw new Error('not set');
      expect(await eventStore.setQueueState(undefined, state)).toBeUndefined();
      expect(await eventStore.queueState(plant)).toEqual(first);
      const second = await eventStore.setQueueState(first, { ...state, state: 'held', by: 'ola' });
      if (!second) throw new Error('not changed');
      expect(await eventStore.setQueueState(first, state)).toBeUndefined();
      expect(await eventStore.clearQueueState(first)).toBe(false);
      expect((await eventStore.queueStates()).filter((plantQueue) => plantQueue.plant === plant)).toEqual([
        second,
      ]);
      expect(await eventStore.clearQueueState(second)).toBe(true);
      expect(await eventStore.queueState(plant)).toBeUndefined();
    });

    it('counts how often an event failed alone', async () => {
      const { eventKey } = await accepted();
      for (const defective of [true, false, true]) {
        const claimed = await eventStoreOf().claim(eventKey, now, later);
        if (!claimed) throw new Error('not claimed');
        await eventStoreOf().release(claimed, defective);
      }
      expect((await eventStoreOf().get(eventKey))?.defects).toBe(2);
    });

    const posted = async (more: Parameters<typeof recordOf>[1] = {}) => {
      const record = await accepted(more);
      await eventStoreOf().claim(record.eventKey, now, later);
      await eventStoreOf().posted(record.eventKey, { document, warnings: ['doubt'] }, now);
      return { ...record, settledAt: now };
    };

    it('lists what was posted since a time, or is being posted, in order of arrival', async () => {
      const plant = `restored-${name}`;
      const at = (second: number) => `2026-11-23T10:00:0${second}.000000Z`;
      const [old, first, refused, claimed, second] = [
        await posted({ plant, acceptedAt: at(1) }),
        await posted({ plant, acceptedAt: at(2) }),
        await accepted({ plant, acceptedAt: at(3) }),
        await accepted({ plant, acceptedAt: at(4) }),
        await posted({ plant, acceptedAt: at(5) }),
      ];
      await eventStoreOf().posted(old.eventKey, { document }, '2026-11-23T11:59:59.999Z');
      const attempt = await eventStoreOf().claim(refused.eventKey, now, later);
      if (attempt) await eventStoreOf().quarantined(attempt, { code: 'c', message: 'm' }, now);
      await eventStoreOf().claim(claimed.eventKey, now, later);
      for (const limit of [1, 2, 100]) {
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await eventStoreOf().postedSince(plant, now, limit, cursor);
          found.push(...page.events.map(({ eventKey }) => eventKey));
          cursor = page.cursor;
        } while (cursor);
        expect(found).toEqual([first.eventKey, claimed.eventKey, second.eventKey]);
      }
    });

    const replay = { action: 'replay', by: 'ola', at: later, note: 'restored' } as const;

    it('accepts a posted event again whose booking is lost, without what Odoo answered', async () => {
      const record = await posted();
      expect(await eventStoreOf().replay({ ...record, settledAt: later }, replay)).toBe(false);
      expect(await eventStoreOf().replay(record, replay)).toBe(true);
      const after = await eventStoreOf().get(record.eventKey);
      expect(after).toMatchObject({ status: 'accepted', unsent: true, attempts: 1, decisions: [replay] });
      for (const gone of ['settledAt', 'document', 'lots', 'warnings'])
        expect(after).not.toHaveProperty(gone);
      expect(await eventStoreOf().replay(record, replay)).toBe(false);
      expect(await eventStoreOf().claim(record.eventKey, later, later)).toMatchObject({ attempts: 2 });
    });

    it('sets a posted event aside for a person, or skips it', async () => {
      const aside = { ...replay, action: 'quarantine' } as const;
      const reason = { code: 'odoo-restored', message: 'later ones remain' };
      const [first, second, third] = [await posted(), await posted(), await quarantined()];
      expect(await eventStoreOf().giveUpBooking(first, aside, reason)).toBe(true);
      expect(await eventStoreOf().get(first.eventKey)).toMatchObject({
        status: 'quarantined',
        reason,
        settledAt: later,
        decisions: [aside],
      });
      const attention = await eventStoreOf().needingAttention(first.plant, 500);
      expect(attention.map(({ eventKey }) => eventKey)).toContain(first.eventKey);
      expect(await eventStoreOf().giveUpBooking(second, { ...aside, action: 'skip' })).toBe(true);
      const skipped = await eventStoreOf().get(second.eventKey);
      expect(skipped).toMatchObject({ status: 'skipped', settledAt: later });
      expect(skipped).not.toHaveProperty('document');
      expect(await eventStoreOf().giveUpBooking({ ...third, settledAt: now }, aside, reason)).toBe(false);
      expect(await eventStoreOf().retry({ ...first, attempts: 1 }, decision)).toBe(true);
    });
  });
