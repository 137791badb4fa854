import { randomBytes } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { awsCalls } from '../../platform/aws.ts';

/**
 * A partner's secrets, each base64 of 24 to 64 bytes; partners put `whsec_` before it. Deployment makes up the first.
 */
const secret = z
  .string()
  .transform((text) => text.replace(/^whsec_/, ''))
  .refine((text) => /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0 && isLongEnough(text));

const isLongEnough = (text: string): boolean => {
  const { length } = Buffer.from(text, 'base64');
  return length >= 24 && length <= 64;
};

const partnerSecrets = z.object({
  current: secret,
  /** signs beside the current one until the partner has taken that */
  previous: z.object({ secret, until: z.iso.datetime() }).optional(),
});

export type PartnerSecrets = z.infer<typeof partnerSecrets>;

/** Where partners' secrets are kept. Throws when the store fails or holds no secrets. */
export interface SecretStore {
  get(partner: string): Promise<PartnerSecrets>;
  put(partner: string, secrets: PartnerSecrets): Promise<void>;
}

export class UnusableWebhookSecret extends Error {
  override name = 'UnusableWebhookSecret';
}

/** Named by field, never by value. */
export const readSecrets = (text: string): PartnerSecrets => {
  const parsed = partnerSecrets.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new UnusableWebhookSecret(
    parsed.error.issues.map(({ path }) => path.join('.')).join(', ') || 'not JSON',
  );
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** What messages are signed with, the current one first. */
export const signingWith = ({ current, previous }: PartnerSecrets, now: Date): Buffer[] =>
  [current, ...(previous && now < new Date(previous.until) ? [previous.secret] : [])].map((each) =>
    Buffer.from(each, 'base64'),
  );

const bothSeconds = 24 * 3600;

/** A new secret beside the old one; undefined while an earlier one still signs, whose partner would be cut off. */
export const rotated = (secrets: PartnerSecrets, now: Date): PartnerSecrets | undefined => {
  if (secrets.previous && now < new Date(secrets.previous.until)) return undefined;
  const until = new Date(now.getTime() + bothSeconds * 1000).toISOString();
  return {
    current: randomBytes(32).toString('base64'),
    previous: { secret: secrets.current, until },
  };
};

export const retired = ({ current }: PartnerSecrets): PartnerSecrets => ({ current });

/**
 * Partners' secrets in Secrets Manager, `<prefix><partner>` each. Read for every round of deliveries: a new secret must
 * sign as soon as the partner may hold it.
 */
export const secretsManager = (prefix: string, client = new SecretsManagerClient(awsCalls)): SecretStore => ({
  async get(partner) {
    const { SecretString = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: `${prefix}${partner}` }),
    );
    return readSecrets(SecretString);
  },
  async put(partner, secrets) {
    const SecretString = JSON.stringify(secrets);
    await client.send(new PutSecretValueCommand({ SecretId: `${prefix}${partner}`, SecretString }));
  },
});
