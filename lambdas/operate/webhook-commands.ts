import * as z from 'zod';

const slug = z.string().min(1).max(31);
const position = z.int().min(1);
const decided = {
  partner: slug,
  by: z.string().min(1).max(200),
  note: z.string().max(500).optional(),
  requestId: z.uuid(),
};

/** What an operator can ask about webhooks, and decide. */
export const webhookCommands = [
  z.strictObject({ command: z.literal('webhooks') }),
  z.strictObject({ command: z.literal('webhook-enable'), plant: slug, ...decided }),
  z.strictObject({ command: z.literal('webhook-disable'), plant: slug, ...decided }),
  z.strictObject({
    command: z.literal('webhook-replay'),
    plant: slug,
    from: position,
    to: position.optional(),
    ...decided,
  }),
  // What a partner is not told of for good needs a reason for whoever asks later.
  z.strictObject({
    command: z.literal('webhook-skip'),
    plant: slug,
    sequence: position,
    ...decided,
    note: z.string().trim().min(1).max(500),
  }),
  z.strictObject({ command: z.literal('webhook-rotate'), ...decided }),
  z.strictObject({ command: z.literal('webhook-retire'), ...decided }),
] as const;

export type WebhookCommand = z.infer<(typeof webhookCommands)[number]>;

export const isWebhookCommand = (command: { command: string }): command is WebhookCommand =>
  command.command.startsWith('webhook');
