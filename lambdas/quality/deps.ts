import type { AuditTrail } from '../audit/audit-trail.ts';
import type { OutcomeBus } from '../bus/outcome-bus.ts';
import type { TakeInDeps } from '../lane/take-in.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { Log } from '../runtime/log.ts';
import type { Executions } from './executions.ts';
import type { Registry } from './registry.ts';

export interface QualityDeps extends TakeInDeps {
  registry: Registry;
  executions: Executions;
  audit: Pick<AuditTrail, 'write'>;
  odoo: QuestionPort;
  outcomes: Pick<OutcomeBus, 'publish'>;
  log: Log;
  count(metric: 'VerdictOverdue', plant: string): void;
}
