import type { S3Client } from '@aws-sdk/client-s3';
import {
  ExecutionAlreadyExists,
  InvalidToken,
  type SFNClient,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { eventType } from '../../events/define-event.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { lotReleased } from '../../events/lot-released.ts';
import { entryOf } from '../../lambdas/quality/audit-entries.ts';
import { ownEvent } from '../../lambdas/quality/decision.ts';
import { sfnExecutions } from '../../lambdas/quality/executions.ts';
import { handle } from '../../lambdas/quality/handle.ts';
import type { Disposition } from '../../lambdas/quality/messages.ts';
import { s3AuditArchive } from '../../lambdas/store/dynamo-audit-trail.ts';
import { answerAsPublished } from '../fakes/as-published.ts';
import { recordOf, report } from '../fakes/events.ts';
import { HoldFixture } from '../fakes/hold-fixture.ts';

const lot = { plant: 'oslo', item: 'YOGHURT', lot: 'Y-1' };
const meta = { $metadata: {}, message: 'no' };

describe('Step Functions', () => {
  const that = (error?: Error) => {
    const sent: unknown[] = [];
    const client = {
      send: async (command: { input: unknown }) => {
        sent.push(command.input);
        if (error) throw error;
      },
    };
    return { sent, executions: sfnExecutions('arn', client as unknown as SFNClient) };
  };

  it('is asked for an execution by a name that is the same every time, with nothing but the lot in it', async () => {
    const { sent, executions } = that();
    expect(await executions.start({ ...lot, round: 2, more: 'x' } as never)).toBe('running');
    expect(sent).toEqual([
      {
        stateMachineArn: 'arn',
        name: expect.stringMatching(/^oslo-[0-9a-f]{32}-2$/),
        input: JSON.stringify({ ...lot, round: 2 }),
      },
    ]);
  });

  it('says that an execution is over when its name is taken', async () => {
    const { executions } = that(new ExecutionAlreadyExists(meta));
    expect(await executions.start({ ...lot, round: 1 })).toBe('over');
  });

  it.each([new TaskDoesNotExist(meta), new TaskTimedOut(meta), new InvalidToken(meta)])(
    'may have gone on without an answer: %s',
    async (error) => {
      const { executions } = that(error);
      await executions.succeed('t', {});
      await executions.fail('t', 'Quarantined', 'why');
      await executions.beat('t');
    },
  );

  it('that does not answer is an error: the bus delivers again', async () => {
    const { executions } = that(new Error('away'));
    await expect(executions.succeed('t', {})).rejects.toThrow('away');
    await expect(executions.start({ ...lot, round: 1 })).rejects.toThrow('away');
  });
});

describe('the archive of the audit', () => {
  const archive = (error?: Error) =>
    s3AuditArchive('bucket', {
      send: async ({ input }: { input: { IfNoneMatch?: string } }) => {
        expect(input.IfNoneMatch).toBe('*');
        if (error) throw error;
      },
    } as unknown as S3Client);

  it('keeps what it has: a second writing finds it there', async () => {
    await archive().keep('a.json', '{}');
    await archive(Object.assign(new Error('412'), { name: 'PreconditionFailed' })).keep('a.json', '{}');
    await expect(archive(new Error('away')).keep('a.json', '{}')).rejects.toThrow('away');
  });
});

describe('the gateway’s own event', () => {
  it('names the lot in Odoo’s words, and holds nothing when it raises one', () => {
    const raised = ownEvent(lot, {
      kind: 'raise',
      id: 'raise-1',
      time: '2026-11-23T12:00:00Z',
      title: 'It failed',
    });
    expect(raised.event).toMatchObject({
      source: '/plants/oslo/gateway',
      subject: 'Y-1',
      data: { item: 'YOGHURT', lot: 'Y-1', hold: false, title: 'It failed' },
    });
    const nameless = { ...lot, item: 'x'.repeat(200) };
    expect(() => ownEvent(nameless, { kind: 'release', id: 'r', time: '2026-11-23T12:00:00Z' })).toThrow(
      '/data/item',
    );
  });
});

describe('the quality function', () => {
  it('passes over what becomes of others’ events, whatever the bus says', async () => {
    const fixture = new HoldFixture();
    const key = await fixture.say('made');
    await fixture.post();
    const message = {
      'detail-type': 'x',
      detail: { type: 'com.odoo-plant-gateway.event.posted.v1', subject: key },
    };
    await handle(message, fixture.deps);
    expect(await fixture.record()).toBeUndefined();
  });

  it('fails at a message that it does not know, and at a lot whose event is unknown', async () => {
    const fixture = new HoldFixture();
    await expect(handle({ task: 'open-sesame' }, fixture.deps)).rejects.toThrow();
    await fixture.say('made');
    await fixture.post();
    const { eventStore } = new HoldFixture();
    const [message] = fixture.bus.filter((message) => message['detail-type'].includes('.lot.'));
    await expect(handle(message, { ...fixture.deps, eventStore })).rejects.toThrow('in the event store');
  });

  it('gives the state machine the reason of a failed task by a name of its own', async () => {
    const fixture = new HoldFixture();
    await fixture.say('made');
    await fixture.settle();
    const assess = { task: 'assess', ...fixture.lot, round: 1 };
    const failing = (more: object) => handle(assess, { ...fixture.deps, ...more });
    await expect(failing({ plants: {} })).rejects.toMatchObject({ name: 'OdooDeclined' });
    const ask = async () => ({
      ok: false,
      kind: 'declined',
      code: 'unknown-lot',
      message: 'no',
      pointer: '/lot',
    });
    await expect(failing({ odoo: { ask } })).rejects.toMatchObject({ name: 'OdooDeclined' });
    const odd = async () => ({ ok: true, answer: { held: 'much' } });
    await expect(failing({ odoo: { ask: odd } })).rejects.toMatchObject({ name: 'OdooAway' });
    const registry = { ...fixture.registry, find: () => Promise.reject(new Error('away')) };
    await expect(failing({ registry })).rejects.toMatchObject({ name: 'Unavailable' });
  });
});

describe('an entry of the audit', () => {
  const because = (type: string) => ({
    eventKey: '0'.repeat(32) as never,
    id: 'e-1',
    source: '/plants/oslo/lims',
    type,
    time: '2026-11-23T11:00:00Z',
    subject: 'Y-1',
    partner: 'oslo-lab',
  });
  const of = (data: object, what: Partial<Disposition>, type = eventType(lotInspected)) => {
    const disposition = { ...lot, moved: 0, held: 4, because: because(type), ...what };
    const unit = what.unitName ? {} : { unit: 'KGM' };
    const entry = entryOf({ ...disposition, ...unit }, recordOf({ ...report(), data }));
    return entry && answerAsPublished('auditEntry', entry);
  };

  it('holds the evidence: inspection, certificate, results, and who it was', () => {
    const results = [{ characteristic: 'pH', value: 4.4, verdict: 'pass' }];
    const said = {
      verdict: 'pass',
      inspection: 'L-1',
      certificate: 'https://x',
      inspectedBy: 'lab.nilsen',
      results,
    };
    expect(of(said, { decides: true })).toEqual({
      ...lot,
      what: 'passed',
      system: '/plants/oslo/lims',
      partner: 'oslo-lab',
      person: 'lab.nilsen',
      time: '2026-11-23T11:00:00Z',
      recordedAt: '2026-11-23T12:00:00.000000Z',
      evidence: {
        ...{ eventKey: '0'.repeat(32), event: 'e-1', type: eventType(lotInspected) },
        ...{ inspection: 'L-1', certificate: 'https://x', results },
      },
      quantities: { moved: 0, held: 4, unit: 'KGM' },
    });
  });

  it('says that goods were released for rework, and not to the stock', () => {
    const entry = of({ use: 'rework' }, { moved: -4 }, eventType(lotReleased));
    expect(entry).toMatchObject({ what: 'released', evidence: { use: 'rework' } });
  });

  it('counts in a unit without a code by the name that Odoo has for it', () => {
    const entry = of({ verdict: 'fail' }, { decides: true, unitName: 'Bucket' });
    expect(entry?.quantities).toEqual({ moved: 0, held: 4, unitName: 'Bucket' });
  });

  it.each<[string, object, Partial<Disposition>, string, string | undefined]>([
    [
      'a verdict that came too late',
      { verdict: 'pass' },
      { decides: false },
      eventType(lotInspected),
      'superseded',
    ],
    ['a sample', { verdict: 'pending' }, { decides: false }, eventType(lotInspected), 'sampled'],
    ['a release', {}, { moved: -4, decides: true }, eventType(lotReleased), 'released'],
    ['a release of a part', {}, { moved: -1, decides: false }, eventType(lotReleased), 'released'],
    ['a release over a failure', {}, { moved: -4, overrode: 'fail' }, eventType(lotReleased), 'overrode'],
    [
      'scrap out of the hold place',
      {},
      { moved: -4 },
      'com.odoo-plant-gateway.production.scrapped.v1',
      'taken-out',
    ],
    ['goods that were made', {}, { moved: 4 }, 'com.odoo-plant-gateway.production.reported.v1', 'held'],
    ['an event that moved nothing', {}, { moved: 0 }, 'com.odoo-plant-gateway.stock.moved.v1', undefined],
  ])('says of %s what it was', (_, data, what, type, expected) => {
    expect(of(data, what, type)?.what).toBe(expected);
  });
});
