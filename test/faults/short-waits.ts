import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '@odoo-plant-gateway/local-cloud';
import { synthesize } from '../../local/run/synthesize.ts';

/** How much faster time passes for queues and schedules. Functions and Odoo run in real time. */
const speed = 10;
/** Longest a posting function may run, and how long the messages and claims of a killed one wait. */
const seconds = 5;

interface Template {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** The stage `local` with shorter waits, so that a kill costs a test seconds instead of half a minute. */
export async function stageWithShortWaits(folder: string): Promise<string> {
  const assembly = await synthesize(join(folder, 'cdk.out'));
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const path = join(assembly, file);
    const template = JSON.parse(readFileSync(path, 'utf8')) as Template;
    for (const { Type, Properties } of Object.values(template.Resources)) {
      const isPlantQueue = Type === 'AWS::SQS::Queue' && String(Properties.QueueName).includes('-lane-');
      if (isPlantQueue && Properties.VisibilityTimeout) Properties.VisibilityTimeout = seconds;
      if (Type === 'AWS::Lambda::Function' && String(Properties.FunctionName).includes('-post-'))
        Properties.Timeout = seconds;
    }
    writeFileSync(path, JSON.stringify(template));
  }
  return assembly;
}

export const shortWaitVariables = { ODOO_TIMEOUT_MS: String(seconds * 1000 - 1000) };

export const fastClock = (began = Date.now()): Clock => ({
  now: () => began + (Date.now() - began) * speed,
  after: (milliseconds, run) => systemClock.after(milliseconds / speed, run),
});
