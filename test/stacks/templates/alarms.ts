import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
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

const alarmsOf = ({ resources }: Synthesized) => resources('AWS::CloudWatch::Alarm');
const promised = (plant: string) => plants[plant]?.reconciliation.snapshotEveryHours;
const sectionOf = (description: string) => description.split('#').at(-1) ?? '';

describe('an alarm', () => {
  it('pages the person on call, and says when it is over', () => {
    for (const one of all) {
      expect(alarmsOf(one).length).toBeGreaterThan(one.environment.plants.length);
      for (const { Properties } of alarmsOf(one)) {
        expect(JSON.stringify(Properties.AlarmActions)).toContain(`:opg-${one.environment.name}-on-call`);
        expect(Properties.OKActions).toEqual(Properties.AlarmActions);
      }
    }
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

  it('watches every plant queue for age, dead letters, refusals, blocked ordering keys, a held plant queue, no Odoo, a failing function, verdicts that do not come, books that differ, runs that do not come to their end', () => {
    for (const one of all) {
      for (const plant of one.environment.plants) {
        const names = alarmsOf(one)
          .map(({ Properties }) => Properties.AlarmName as string)
          .filter((name) => name.startsWith(`opg-${one.environment.name}-${plant}-`));
        expect(names.map((name) => name.replace(`opg-${one.environment.name}-${plant}-`, '')).sort()).toEqual(
          [
            'costs-run-overdue',
            'dead-letters',
            'dispatch-silent',
            'drift-beyond-tolerance',
            'history-run-overdue',
            'lane-age',
            'lane-held',
            'odoo-unreachable',
            'post-errors',
            'quarantine',
            'reconciliation-run-overdue',
            ...(promised(plant) === undefined ? [] : ['snapshot-late']),
            'streams-standing',
            'verdict-overdue',
          ],
        );
      }
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
