import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { awsCalls } from '../runtime/aws.ts';
import { readSecrets, type SecretStore } from './secrets.ts';

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
