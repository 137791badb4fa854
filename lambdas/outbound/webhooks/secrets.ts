import { randomBytes } from 'node:crypto';
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { awsCalls } from '../../platform/aws.ts';

/** A secret: base64 of 24 to 64 bytes. Partners may put `whsec_` before it. Deployment generates the first one. */
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
  /** after a rotation: also signs until this time, so that the partner can change to the current one */
  previous: z.object({ secret, until: z.iso.datetime() }).optional(),
});

export type PartnerSecrets = z.infer<typeof partnerSecrets>;

/** Store of partners' secrets. Methods throw when it fails or has no usable secrets. */
export interface SecretStore {
  get(partner: string): Promise<PartnerSecrets>;
  put(partner: string, secrets: PartnerSecrets): Promise<void>;
}

export class UnusableWebhookSecret extends Error {
  override name = 'UnusableWebhookSecret';
}

/** Parses stored secrets. The error names fields, never values. */
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

/** Secrets that sign messages now, the current one first. */
export const signingWith = ({ current, previous }: PartnerSecrets, now: Date): Buffer[] =>
  [current, ...(previous && now < new Date(previous.until) ? [previous.secret] : [])].map((each) =>
    Buffer.from(each, 'base64'),
  );

const overlapSeconds = 24 * 3600;

/**
 * A new current secret; the old one signs for another 24 hours. Undefined while a previous one still signs: a second
 * rotation would cut off a partner that still uses it.
 */
export const rotated = (secrets: PartnerSecrets, now: Date): PartnerSecrets | undefined => {
  if (secrets.previous && now < new Date(secrets.previous.until)) return undefined;
  const until = new Date(now.getTime() + overlapSeconds * 1000).toISOString();
  return {
    current: randomBytes(32).toString('base64'),
    previous: { secret: secrets.current, until },
  };
};

/** Only the current secret: the previous one stops signing at once. */
export const retired = ({ current }: PartnerSecrets): PartnerSecrets => ({ current });

/**
 * Partners' secrets in Secrets Manager, named `<prefix><partner>`. Read for every delivery round, not cached: a new
 * secret must sign as soon as the partner may have it.
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
