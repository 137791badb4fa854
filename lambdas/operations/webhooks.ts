import type { Partner } from '../../configuration/partner.ts';
import type { Feed } from '../outbound/feed/feed.ts';
import { retired, rotated, type SecretStore } from '../outbound/webhooks/secrets.ts';
import type { Webhook, Webhooks } from '../outbound/webhooks/webhook.ts';
import {
  enabled,
  type NewWebhookState,
  skipped,
  undecided,
  type WebhookState,
  type WebhookStates,
} from '../outbound/webhooks/webhook-state.ts';
import { type WebhookStatus, webhookStatus } from '../outbound/webhooks/webhook-status.ts';
import type { Log } from '../platform/log.ts';
import type { Clock } from '../platform/time.ts';
import type { CommandAnswer, WebhookCommand } from './commands.ts';

export interface WebhookDeps {
  feed: Pick<Feed, 'after' | 'head'>;
  states: WebhookStates;
  webhooks: Webhooks;
  webhookSecrets: SecretStore;
  partners: Readonly<Record<string, Pick<Partner, 'webhook'>>>;
  /** name of this environment */
  environment: string;
  clock: Clock;
  log: Log;
}

/** Does a command about webhooks. */
export const operateWebhooks = async (command: WebhookCommand, deps: WebhookDeps): Promise<CommandAnswer> => {
  if (command.command === 'webhooks') return list(deps);
  const { partner, by } = command;
  const webhook = await deps.webhooks.of(partner);
  if (!webhook) return { ok: false, said: whyNoWebhook(partner, deps) };
  const answer = await decide(command, webhook, deps);
  const plant = 'plant' in command ? command.plant : undefined;
  const about = command.command === 'webhook-skip' && { sequence: command.sequence, note: command.note };
  const { ok } = answer;
  deps.log.info('OPERATOR_DECIDED', { partner, plant, action: command.command, by, ok, ...about });
  return answer;
};

/** Why the partner has no webhook here. */
const whyNoWebhook = (
  partner: string,
  { partners, environment }: Pick<WebhookDeps, 'partners' | 'environment'>,
): string => {
  const record = Object.hasOwn(partners, partner) ? partners[partner] : undefined;
  if (!record) return `no partner ${partner}; there are ${Object.keys(partners).join(', ')}`;
  if (!record.webhook) return `partner ${partner} has no webhook in its record`;
  const none = `the webhook of ${partner} has no address in ${environment}`;
  return environment === 'local'
    ? `${none}: start it with WEBHOOK_URL=http://127.0.0.1:9000/ npm start`
    : `${none}: nothing is pushed until its record names one`;
};

const decide = (
  command: Exclude<WebhookCommand, { command: 'webhooks' }>,
  webhook: Webhook,
  deps: WebhookDeps,
): Promise<CommandAnswer> => {
  switch (command.command) {
    case 'webhook-rotate':
      return rotate(command, deps);
    case 'webhook-retire':
      return retire(command, deps);
    default:
      return changeState(command, webhook, deps);
  }
};

type Of<Name extends WebhookCommand['command']> = Extract<WebhookCommand, { command: Name }>;

type StateCommand = Of<'webhook-enable' | 'webhook-disable' | 'webhook-replay' | 'webhook-skip'>;

/** State of each webhook: its position, and why it does not continue. */
const list = async (deps: WebhookDeps): Promise<CommandAnswer> => {
  const result: (WebhookStatus['state'] & Omit<WebhookStatus, 'state'> & { url: string; state: string })[] =
    [];
  for (const webhook of await deps.webhooks.all())
    for (const plant of webhook.plants) {
      const { state: webhookState, ...behind } = await webhookStatus(webhook, plant, deps);
      const state = webhookState.disabled ? 'disabled' : 'enabled';
      result.push({ ...webhookState, ...behind, url: webhook.url, state });
    }
  const disabled = result.filter(({ state }) => state === 'disabled').length;
  const aside = result.flatMap(undecided).length;
  const said = `${result.length} webhooks, ${disabled} of them disabled; ${aside} dead letters that nobody decided about`;
  return { ok: true, said, result };
};

/** Changes the webhook's state, also during a run of deliveries. The run reads the change after its current round. */
const changeState = async (
  command: StateCommand,
  webhook: Webhook,
  deps: WebhookDeps,
): Promise<CommandAnswer> => {
  const { partner, plant } = command;
  for (;;) {
    const seen = await deps.states.get(partner, plant);
    if (!webhook.plants.includes(plant))
      return { ok: false, said: `nothing is pushed to ${partner} of plant ${plant}` };
    if (!seen)
      return { ok: false, said: `nothing was pushed to ${partner} of plant ${plant} yet: ask in a minute` };
    const next = changed(command, seen, deps.clock());
    if ('ok' in next) return next;
    if (await deps.states.put(seen, next.line)) return { ok: true, said: next.said };
  }
};

const changed = (
  command: StateCommand,
  seen: WebhookState,
  now: Date,
): CommandAnswer | { line: NewWebhookState; said: string } => {
  const { partner, plant, by, note } = command;
  switch (command.command) {
    case 'webhook-enable':
      return {
        line: enabled(seen, now),
        said: `the webhook of ${partner} for ${plant} is enabled; the waiting messages go first`,
      };
    case 'webhook-disable': {
      const disabled = { why: 'disabled by an operator', since: now.toISOString(), by, note };
      return {
        line: { ...seen, disabled },
        said: `${partner} is pushed nothing of ${plant}; nothing is lost`,
      };
    }
    case 'webhook-skip': {
      const { sequence } = command;
      const why = `skipped by an operator: ${note}`;
      const line = skipped(seen, { sequence, at: now.toISOString(), why, by }, now);
      if (typeof line === 'string') return { ok: false, said: line };
      return { line, said: `${sequence} of ${plant} is a dead letter; the messages behind it go on` };
    }
    case 'webhook-replay': {
      const { from, to = seen.position } = command;
      if (seen.replay)
        return { ok: false, said: `a replay is under way, from ${seen.replay.next} to ${seen.replay.to}` };
      if (from > to || to > seen.position)
        return { ok: false, said: `there are positions 1 to ${seen.position} to deliver again` };
      return {
        line: { ...seen, replay: { next: from, to } },
        said: `${from} to ${to} of ${plant} are delivered again, before anything new`,
      };
    }
  }
};

/** Deliveries read the secrets before every round. No round takes longer than this. */
const roundSeconds = 60;

const rotate = async (
  { partner }: Of<'webhook-rotate'>,
  { webhookSecrets, clock }: WebhookDeps,
): Promise<CommandAnswer> => {
  const secrets = rotated(await webhookSecrets.get(partner), clock());
  if (!secrets) return { ok: false, said: `the secret before still signs: webhook retire ${partner}` };
  await webhookSecrets.put(partner, secrets);
  const from = new Date(clock().getTime() + roundSeconds * 1000).toISOString();
  const said = `from ${from} on both secrets sign; the old one until ${secrets.previous?.until}, or webhook retire ${partner}`;
  return { ok: true, said };
};

const retire = async (
  { partner }: Of<'webhook-retire'>,
  { webhookSecrets }: WebhookDeps,
): Promise<CommandAnswer> => {
  const secrets = await webhookSecrets.get(partner);
  if (!secrets.previous) return { ok: true, said: `${partner} has one secret only` };
  await webhookSecrets.put(partner, retired(secrets));
  return { ok: true, said: `only the new secret of ${partner} signs now` };
};
