import { eventType } from '../../events/define-event.ts';
import { lotInspected } from '../../events/lot-inspected.ts';
import { errorForLog } from '../platform/log.ts';
import { isTaskFailure, Unavailable } from '../platform/task-failures.ts';
import { entryOf } from './audit-entries.ts';
import { completeOwnEvent, keepRunning } from './executions.ts';
import { busMessage, type Disposition, task } from './messages.ts';
import { change, type QualityDeps } from './registry.ts';
import { carryOut } from './tasks.ts';
import { laboratoryReported, lotChanged } from './transitions.ts';

/** Handles a task of the state machine, or a bus message about a lot or one of the gateway's own events. */
export const handle = async (input: unknown, deps: QualityDeps): Promise<unknown> => {
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

  const inspected = what.because.type === eventType(lotInspected);
  if (inspected) await change(registry, what, laboratoryReported(what, clock()));
  // A pending inspection postpones the reminder. It is no reason to assess the lot again.
  const pending = inspected && (record.event.data as { verdict?: string }).verdict === 'pending';
  const after = await change(registry, what, (seen) =>
    pending && seen?.state === 'open' ? undefined : lotChanged(what, clock())(seen),
  );
  if (after?.state !== 'open') return;
  const { waiting } = await keepRunning(after, deps);
  if (!waiting) return;
  if (pending) await executions.beat(waiting.token);
  else await executions.succeed(waiting.token, { next: 'assess' });
};
