import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alarmRows, compositeAlarms } from '../../../lib/alarms/catalogue.ts';
import { repository } from '../../../lib/bundle.ts';
import { plants } from '../../../plants/index.ts';
import { all, type Synthesized } from './synthesized.ts';

const runbook = readFileSync(`${repository}/docs/runbook.md`, 'utf8');
/** Sections of alarms have the alarm's own name as heading; other headings are written as titles. */
const sections = new Map(
  runbook
    .split(/^## (?=[a-z-]+$)/m)
    .slice(1)
    .map((text) => [text.slice(0, text.indexOf('\n')), text.split(/^## /m)[0] ?? ''] as const),
);

const alarmsOf = ({ resources }: Synthesized) =>
  ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap(resources);
const promised = (plant: string) => plants[plant]?.reconciliation.snapshotEveryHours;
const sectionOf = (description: string) => /^What to do: \S+#(\S+)$/m.exec(description)?.[1] ?? '';

/** Alarms without composite ones, and the metrics by which AWS charges them. */
const countedIn = ({ resources }: Synthesized, mine: (stack: string) => boolean) => {
  const alarms = resources('AWS::CloudWatch::Alarm').filter(({ stack }) => mine(stack));
  const metrics = alarms.flatMap(({ Properties }) =>
    Properties.Metrics
      ? Properties.Metrics.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat)
      : [0],
  );
  return `${alarms.length} alarms with ${metrics.length} metrics`;
};

/** Every alarm that an environment must have: name, definition and its section. */
const expectedIn = ({ environment }: Synthesized) => {
  const name = (section: string, plant?: string) =>
    ['opg', environment.name, plant, section].filter(Boolean).join('-');
  return alarmRows().flatMap((row) => {
    if (row.of === 'environment') return [{ ...row, name: name(row.section) }];
    return environment.plants
      .filter((plant) => row.section !== 'snapshot-late' || promised(plant) !== undefined)
      .map((plant) => ({ ...row, name: name(row.section, plant) }));
  });
};

describe('an alarm', () => {
  it('is counted in the guide and in the decision as the templates have it, with a stock snapshot and without', () => {
    const one = all.find(({ environment }) => environment.name === 'prod');
    if (!one) throw new Error('no environment prod');
    const [promising, other] = [true, false].map((wanted) =>
      one.environment.plants.find((plant) => (promised(plant) !== undefined) === wanted),
    );
    const ofPlant = (plant = '') => countedIn(one, (stack) => stack === `lane-${plant}`);
    for (const page of ['docs/on-call.md', 'docs/adr/0040-one-cause-rings-once.md']) {
      const text = readFileSync(`${repository}/${page}`, 'utf8').replace(/\s+/g, ' ');
      expect(text, page).toContain(`A plant that promises stock snapshots has ${ofPlant(promising)}`);
      expect(text, page).toContain(`another one ${ofPlant(other)}`);
      expect(text, page).toContain(
        `the environment ${countedIn(one, (stack) => !stack.startsWith('lane-'))}`,
      );
    }
  });

  it('is one of the catalogue, all of which exist, under the name that the runbook’s rule gives it', () => {
    for (const one of all) {
      const names = alarmsOf(one).map(({ Properties }) => Properties.AlarmName as string);
      expect(names.sort()).toEqual(
        expectedIn(one)
          .map(({ name }) => name)
          .sort(),
      );
      for (const { Properties } of alarmsOf(one)) {
        const section = sectionOf(Properties.AlarmDescription);
        const plant = one.environment.plants.find((id) => Properties.AlarmName.includes(`-${id}-`));
        expect(Properties.AlarmName).toBe(
          ['opg', one.environment.name, plant, section].filter(Boolean).join('-'),
        );
      }
    }
  });

  it('tells the topic of its severity when it is raised and when it is over, unless another one speaks for it', () => {
    for (const one of all)
      for (const { name, severity, pagedBy } of expectedIn(one)) {
        const properties = alarmsOf(one).find(({ Properties }) => Properties.AlarmName === name)?.Properties;
        const topic = severity === 'page' ? 'on-call' : 'tickets';
        if (pagedBy === undefined)
          expect(JSON.stringify(properties?.AlarmActions)).toContain(`:opg-${one.environment.name}-${topic}`);
        else expect(properties?.AlarmActions).toBeUndefined();
        expect(properties?.OKActions).toEqual(properties?.AlarmActions);
      }
  });

  it('that is silent has one that speaks for it, and that one names it', () => {
    for (const one of all) {
      const silent = expectedIn(one).filter(({ pagedBy }) => pagedBy !== undefined);
      expect(silent.length).toBeGreaterThan(1);
      for (const { pagedBy, section } of silent)
        expect(compositeAlarms[pagedBy as keyof typeof compositeAlarms].anyOf).toContain(section);
      const composites = one.resources('AWS::CloudWatch::CompositeAlarm');
      expect(composites.map(({ Properties }) => Properties.AlarmName)).toEqual([
        `opg-${one.environment.name}-posting-stopped`,
      ]);
      // CloudWatch's limits for a composite alarm.
      const rule = JSON.stringify(composites[0]?.Properties.AlarmRule);
      expect(rule.length).toBeLessThan(10_240);
      expect(rule.match(/ALARM\(/g)).toHaveLength(silent.length);
    }
  });

  it('is described in at most 1024 characters, with links that open wherever somebody is paged', () => {
    for (const one of all)
      for (const { Properties } of alarmsOf(one)) {
        const text: string = Properties.AlarmDescription;
        expect(text.length, Properties.AlarmName).toBeLessThanOrEqual(1024);
        const [runbook, dashboard] = ['What to do', 'Dashboard'].map(
          (label) => new RegExp(`^${label}: (\\S+)$`, 'm').exec(text)?.[1] ?? '',
        );
        expect(new URL(dashboard ?? '').protocol).toBe('https:');
        if (one.environment.onCall) expect(new URL(runbook ?? '').protocol).toBe('https:');
        expect(text).toMatch(/^Severity: (page|ticket)$/m);
      }
  });

  it('has a name that CloudWatch takes for the longest name of a plant and of an environment', () => {
    const longest = Math.max(...alarmRows().map(({ section }) => section.length));
    expect('opg-'.length + 10 + 1 + 31 + 1 + longest).toBeLessThanOrEqual(255);
  });

  it('has a section in the runbook: what it means, the impact, how to investigate and how to resolve', () => {
    for (const one of all) {
      for (const { Properties } of alarmsOf(one)) {
        const text = sections.get(sectionOf(Properties.AlarmDescription)) ?? '';
        for (const part of ['What it means', 'Impact', 'Investigate', 'Resolve']) {
          expect(text, `${Properties.AlarmName}: ${part}`).toContain(`**${part}.**`);
        }
      }
    }
  });

  it('exists for every section of the runbook', () => {
    for (const one of all) {
      const raised = new Set(alarmsOf(one).map(({ Properties }) => sectionOf(Properties.AlarmDescription)));
      expect([...raised].sort()).toEqual([...sections.keys()].sort());
    }
  });

  it('stays on while an ordering key is blocked, although the outbox sweeper falls silent', () => {
    for (const one of all) {
      const blockedAlarms = alarmsOf(one).filter(({ Properties }) =>
        Properties.AlarmName.endsWith('-streams-standing'),
      );
      expect(blockedAlarms).toHaveLength(one.environment.plants.length);
      for (const { stack, Properties } of blockedAlarms) {
        expect(Properties).toMatchObject({
          MetricName: 'OldestAttentionSeconds',
          Threshold: 4 * 3600,
          TreatMissingData: 'ignore',
          Dimensions: expect.arrayContaining([
            { Name: 'plant', Value: stack.replace('lane-', '') },
            { Name: 'service', Value: 'watch' },
          ]),
        });
      }
    }
  });

  it('for snapshots that are late is of plants that promise them, and stays on from run to run', () => {
    for (const one of all) {
      const late = alarmsOf(one).filter(({ Properties }) => Properties.AlarmName.endsWith('-snapshot-late'));
      const promising = one.environment.plants.filter((plant) => promised(plant) !== undefined);
      expect(promising).toContain('oslo');
      expect(late.map(({ stack }) => stack).sort()).toEqual(promising.map((plant) => `lane-${plant}`).sort());
      for (const { stack, Properties } of late)
        expect(Properties).toMatchObject({
          MetricName: 'SnapshotAgeHours',
          Threshold: promised(stack.replace('lane-', '')),
          TreatMissingData: 'ignore',
        });
    }
  });

  it('goes off when the outbox sweeper falls silent', () => {
    for (const one of all) {
      const silent = alarmsOf(one).find(({ Properties }) => Properties.AlarmName.endsWith('watch-silent'));
      expect(silent?.Properties.TreatMissingData).toBe('breaching');
    }
  });
});
