import type { Finding } from '../../../events/findings.ts';
import { isProduction, named, strangersIn } from './b2mml-elements.ts';
import type { Run } from './b2mml-parts.ts';
import type { SegmentEntries, Speaker } from './b2mml-statements.ts';
import { keysOf, refusedAt, statementsOf } from './b2mml-statements.ts';
import { isoTime } from './times.ts';
import type { Element } from './tree.ts';
import { childrenOf, textOf, textsOf } from './tree.ts';

/** What a segment takes from what is around it. */
export interface Surroundings {
  order: string;
  path: readonly string[];
  startedAt?: string;
  endedAt?: string;
  /** when nothing inside says when: the document's own date */
  publishedAt?: string;
}

/** Time of a child element; one that cannot be read is a finding. */
export const timeIn = (
  element: Element,
  names: readonly string[],
  timeZone: string,
  findings: Finding[],
): string | undefined => {
  const [child] = childrenOf(element, ...names).filter(({ text }) => text !== '');
  if (!child) return undefined;
  const read = isoTime(child.text, timeZone);
  if (read.ok) return read.time;
  findings.push({
    pointer: '/time',
    rule: read.rule,
    detail: `"${child.text.slice(0, 40)}" in ${named(child)} ${read.detail}`,
  });
  return undefined;
};

export const segmentEntries = (segment: Element, around: Surroundings, speaker: Speaker): SegmentEntries => {
  const { plant } = speaker;
  const findings = strangersIn(segment, 'segment', plant.dialects.b2mml.extensions);
  const startedAt = timeIn(segment, ['ActualStartTime'], plant.timeZone, findings);
  const endedAt = timeIn(segment, ['ActualEndTime'], plant.timeZone, findings);
  const operationsType = textOf(segment, 'OperationsType');
  if (!isProduction(operationsType)) findings.push(notProduction(segment, operationsType));
  const time = endedAt ?? startedAt ?? around.endedAt ?? around.startedAt ?? around.publishedAt;
  if (time === undefined)
    findings.push({ pointer: '/time', rule: 'required', detail: 'says nowhere when it happened' });
  if (time === undefined || findings.length > 0)
    return { entries: [refusedAt(segment, findings)], reports: [] };
  const run = runOf(segment, startedAt ?? around.startedAt, endedAt ?? around.endedAt, speaker);
  const own = statementsOf(segment, run, { ...around, time }, speaker);
  const inner = childrenOf(segment, 'SegmentResponse');
  const keys = keysOf(inner, (each) => textOf(each, 'ID'));
  const nested = inner.map((each, index) =>
    segmentEntries(
      each,
      {
        ...around,
        path: [...around.path, keys[index] ?? ''],
        ...(run.startedAt !== undefined && { startedAt: run.startedAt }),
        ...(run.endedAt !== undefined && { endedAt: run.endedAt }),
      },
      speaker,
    ),
  );
  return {
    entries: [own, ...nested].flatMap(({ entries }) => entries),
    reports: [own, ...nested].flatMap(({ reports }) => reports),
  };
};

export const notProduction = (element: Element, operationsType = ''): Finding => ({
  pointer: '/data',
  rule: 'unsupported-use',
  detail: `${named(element)} is about ${operationsType.slice(0, 40)}, not production; such events are sent as CloudEvents`,
});

const runOf = (
  segment: Element,
  startedAt: string | undefined,
  endedAt: string | undefined,
  { plant }: Speaker,
): Run => {
  const operation =
    plant.dialects.b2mml.operations === 'segment'
      ? (textOf(segment, 'OperationsSegmentID') ??
        textOf(segment, 'ProcessSegmentID', 'ProductSegmentID') ??
        textOf(segment, 'ID'))
      : undefined;
  const equipment = new Set(
    childrenOf(segment, 'EquipmentActual').flatMap((each) => textsOf(each, 'EquipmentID')),
  );
  const [workCenter] = equipment;
  return {
    ...(operation !== undefined && { operation }),
    ...(workCenter !== undefined && equipment.size === 1 && { workCenter }),
    ...(startedAt !== undefined && { startedAt }),
    ...(endedAt !== undefined && { endedAt }),
  };
};
