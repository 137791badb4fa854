import { eventType } from '../../events/define-event.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { errorForLog } from '../platform/log.ts';
import { isTaskFailure, Unavailable } from '../platform/task-failures.ts';
import type { EventRecord } from '../store/event-record.ts';
import { entryOf } from './audit-entries.ts';
import { completeOwnEvent, keepRunning } from './executions.ts';
import { busMessage, type Disposition, task, watchRequest } from './messages.ts';
import { change, type QualityDeps } from './registry.ts';
import { carryOut } from './tasks.ts';
import { laboratoryReported, lotChanged } from './transitions.ts';
import { watchPeople } from './watch-people.ts';

/**
 * Handles a task of the state machine, a bus message about a lot or one of the gateway's own events, or a plant's
 * schedule.
 */
export const handle = async (input: unknown, deps: QualityDeps): Promise<unknown> => {
  const watch = watchRequest.safeParse(input);
  if (watch.success) return watchPeople(watch.data.watch, deps);
  if (!Object.hasOwn(Object(input), 'task')) return handleMessage(input, deps);
  const { task: name } = input as { task: unknown };
  try {
    return await carryOut(task.parse(input), deps);
  } catch (error) {
    deps.log.error('GATE_TASK_FAILED', { task: String(name), ...errorForLog(error) });
    throw isTaskFailure(error) ? error : new Unavailable(`the task ${name} could not be finished`);
  }
};

const handleMessage = async (input: unknown, deps: QualityDeps): Promise<void> => {
  const { detail } = busMessage.parse(input);
  if ('data' in detail) await dispositionChanged(detail.data, deps);
  else await completeOwnEvent(detail.subject, deps);
};

/**
 * Handles an event that changed a lot or stated something about it, in three steps: writes the audit entry, opens the
 * lot's hold record or raises its signal, and starts or wakes its execution. Every step may be repeated. Throws when a
 * step fails, so that the bus delivers again.
 */
export const dispositionChanged = async (what: Disposition, deps: QualityDeps): Promise<void> => {
  const { eventStore, audit, registry, executions, clock } = deps;
  const record = await eventStore.get(what.because.eventKey);
  if (!record) throw new Error(`no event ${what.because.eventKey} in the event store`);
  const entry = entryOf(what, record);
  if (entry) await audit.write(entry);
  if (what.bypassed) {
    const { plant, item, lot } = what;
    deps.log.warn('HOLD_BYPASSED', { plant, item, lot, eventKey: record.eventKey });
    deps.count('HoldBypassed', plant);
  }

  const inspected = what.because.type === eventType(lotInspected);
  if (inspected) await change(registry, what, laboratoryReported(what, clock()));
  // A pending inspection postpones the reminder. It is no reason to assess the lot again.
  const pending = inspected && (record.event.data as { verdict?: string }).verdict === 'pending';
  const after = await change(registry, what, (seen) =>
    pending && seen?.state === 'open' ? undefined : lotChanged(what, clock())(seen),
  );
  if (after?.state === 'open') {
    const { waiting } = await keepRunning(after, deps);
    if (waiting && pending) await executions.beat(waiting.token);
    else if (waiting) await executions.succeed(waiting.token, { next: 'assess' });
  }
  for (const other of atOtherPlants(what, record, deps.plants)) await tellOtherPlant(other, record, deps);
};

/** What a deciding word means for the other plants of its company that hold goods: it is about their goods of the lot, too. */
const atOtherPlants = (
  what: Disposition,
  { lots = [] }: EventRecord,
  plants: QualityDeps['plants'],
): Disposition[] => {
  if (!what.decides) return [];
  const { elsewhere = [] } = lots.find(({ item, lot }) => item === what.item && lot === what.lot) ?? {};
  const company = plants[what.plant]?.company;
  return Object.values(plants)
    .filter(({ id, quality, company: of }) => quality && id !== what.plant && of === company)
    .map(({ id, warehouse: own }) => {
      const there = elsewhere.find(({ warehouse, name }) => own === warehouse || own === name);
      return { ...what, plant: id, moved: 0, held: there?.held ?? 0 };
    });
};

const tellOtherPlant = async (what: Disposition, record: EventRecord, deps: QualityDeps): Promise<void> => {
  const entry = entryOf(what, record);
  if (entry) await deps.audit.write(entry);
  if (what.held <= 0) return;
  const after = await change(deps.registry, what, lotChanged(what, deps.clock()));
  if (after?.state !== 'open') return;
  const { waiting } = await keepRunning(after, deps);
  if (waiting) await deps.executions.succeed(waiting.token, { next: 'assess' });
};
