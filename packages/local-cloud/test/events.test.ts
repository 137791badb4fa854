import { describe, expect, it } from 'vitest';
import { ManualClock } from '../src/clock.ts';
import { compilePattern } from '../src/events/event-pattern.ts';
import { parseSchedule, runOnSchedule } from '../src/events/scheduler.ts';
import { atPath, targetText } from '../src/events/targets.ts';

const event = {
  source: 'partner.mill',
  'detail-type': 'com.odoo-plant-gateway.production.reported.v1',
  detail: {
    order: 'WH/MO/00012',
    quantity: 4,
    lots: ['L1', 'L2'],
    none: [],
    nothing: null,
    from: { ip: '10.0.3.7', six: '2001:db8::1' },
    lines: [
      { item: 'MILK', ok: true },
      { item: 'SUGAR', ok: false },
    ],
  },
};

describe('an event pattern', () => {
  it.each([
    ['a value', { source: ['partner.mill'] }, true],
    ['one of several values', { source: ['a', 'partner.mill'] }, true],
    ['another value', { source: ['partner.m'] }, false],
    ['a number as text', { detail: { quantity: ['4'] } }, false],
    ['null', { detail: { nothing: [null] } }, true],
    ['one element of an array', { detail: { lots: ['L2'] } }, true],
    ['one object of an array', { detail: { lines: { item: ['SUGAR'] } } }, true],
    ['prefix', { 'detail-type': [{ prefix: 'com.odoo-plant-gateway.' }] }, true],
    ['prefix that comes later', { source: [{ prefix: 'mill' }] }, false],
    ['prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'PARTNER.' } }] }, true],
    ['suffix', { source: [{ suffix: 'mill' }] }, true],
    ['equals-ignore-case', { source: [{ 'equals-ignore-case': 'PARTNER.MILL' }] }, true],
    ['wildcard', { detail: { order: [{ wildcard: 'WH/*/0*2' }] } }, true],
    ['wildcard with an escaped star', { detail: { order: [{ wildcard: 'WH/\\*' }] } }, false],
    ['numeric range', { detail: { quantity: [{ numeric: ['>', 0, '<=', 4] }] } }, true],
    ['numeric range missed', { detail: { quantity: [{ numeric: ['>', 4] }] } }, false],
    ['cidr', { detail: { from: { ip: [{ cidr: '10.0.0.0/16' }] } } }, true],
    ['cidr of version 6', { detail: { from: { six: [{ cidr: '2001:db8::/32' }] } } }, true],
    ['cidr missed', { detail: { from: { ip: [{ cidr: '10.0.0.0/24' }] } } }, false],
    ['anything-but', { source: [{ 'anything-but': ['a', 'b'] }] }, true],
    ['anything-but itself', { source: [{ 'anything-but': 'partner.mill' }] }, false],
    ['anything-but a prefix', { source: [{ 'anything-but': { prefix: 'partner.' } }] }, false],
    ['anything-but where nothing is', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
    ['exists', { detail: { order: [{ exists: true }] } }, true],
    ['does not exist, deep down', { detail: { missing: { deeper: [{ exists: false }] } } }, true],
    ['an empty array is not there', { detail: { none: [{ exists: false }] } }, true],
    ['either of two', { $or: [{ source: ['no'] }, { detail: { quantity: [4] } }] }, true],
    ['all of several fields', { source: ['partner.mill'], detail: { quantity: [5] } }, false],
  ])('matches by %s', (_, pattern, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches);
  });

  it.each([
    { source: [{ like: 'x' }] },
    { source: 'partner.mill' },
    { detail: { n: [{ numeric: ['~', 1] }] } },
  ])('is refused at the start when EventBridge would refuse it: %j', (pattern) => {
    expect(() => compilePattern(pattern)).toThrow('event pattern');
  });
});

describe('the input of a target', () => {
  const rule = { name: 'rule', arn: 'arn:rule' };
  it('is the event, a fixed text, or a part of it', () => {
    expect(JSON.parse(targetText({}, event, rule))).toEqual(event);
    expect(targetText({ Input: '{"fixed":1}' }, event, rule)).toBe('{"fixed":1}');
    expect(JSON.parse(targetText({ InputPath: '$.detail.lines[1].item' }, event, rule))).toBe('SUGAR');
    expect(atPath(event, "$['detail-type']")).toBe(event['detail-type']);
  });

  it('is a template whose variables are values outside of quotes and text within them', () => {
    const InputTransformer = {
      InputPathsMap: { lots: '$.detail.lots', order: '$.detail.order', gone: '$.detail.gone' },
      InputTemplate: '{"lots":<lots>,"text":"order <order> of \\"<aws.events.rule-name>\\"","gone":<gone>}',
    };
    expect(JSON.parse(targetText({ InputTransformer }, event, rule))).toEqual({
      lots: ['L1', 'L2'],
      text: 'order WH/MO/00012 of "rule"',
      gone: '',
    });
  });
});

describe('a schedule', () => {
  it.each([
    ['rate(5 minutes)', 'UTC', '2026-11-23T08:05:00Z'],
    ['cron(15 2 ? * MON-FRI *)', 'Europe/Berlin', '2026-11-24T01:15:00Z'],
    ['cron(0/15 * * * ? *)', 'UTC', '2026-11-23T08:15:00Z'],
    ['cron(0 18 ? * 2-6 *)', 'UTC', '2026-11-23T18:00:00Z'],
    ['cron(0 9 ? * 2#1 *)', 'UTC', '2026-12-07T09:00:00Z'],
    ['cron(0 12 L * ? *)', 'UTC', '2026-11-30T12:00:00Z'],
    ['cron(0 10 ? * 6L *)', 'UTC', '2026-11-27T10:00:00Z'],
    ['cron(0 8 1 1 ? 2027)', 'UTC', '2027-01-01T08:00:00Z'],
    ['at(2026-12-24T18:00:00)', 'Europe/Berlin', '2026-12-24T17:00:00Z'],
  ])('%s in %s runs next at %s', (expression, timezone, next) => {
    const after = new Date('2026-11-23T08:00:00Z').getTime();
    expect(new Date(parseSchedule(expression, timezone)(after) ?? 0)).toEqual(new Date(next));
  });

  it('runs at every moment of it until it is stopped', () => {
    const clock = new ManualClock('2026-11-23T08:00:00Z');
    const runs: string[] = [];
    const stop = runOnSchedule(clock, parseSchedule('cron(30 * * * ? *)'), (at) =>
      runs.push(new Date(at).toISOString().slice(11, 16)),
    );
    clock.advance(2 * 3_600_000);
    stop();
    clock.advance(2 * 3_600_000);
    expect(runs).toEqual(['08:30', '09:30']);
  });

  it.each(['rate(0 minutes)', 'cron(* * * *)', 'every minute'])('does not take %s for one', (expression) => {
    expect(() => parseSchedule(expression)).toThrow('not a schedule');
  });
});
