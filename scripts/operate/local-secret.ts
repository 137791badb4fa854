import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readSecrets } from '../../lambdas/outbound/webhooks/secrets.ts';
import type { localEndpoint } from '../../local/run/endpoint.ts';

/** What the local run signs a partner's messages with. No real environment is asked: theirs are nobody's to print. */
export const localSecret = async (
  partner: string,
  connection: ReturnType<typeof localEndpoint>,
): Promise<{ ok: boolean; said: string }> => {
  try {
    const { SecretString = '' } = await new SecretsManagerClient(connection).send(
      new GetSecretValueCommand({ SecretId: `opg-local/webhook/${partner}` }),
    );
    return { ok: true, said: `whsec_${readSecrets(SecretString).current}` };
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    if (name === 'ResourceNotFoundException')
      return {
        ok: false,
        said: `${partner} has no webhook in this run: its record must name one, and WEBHOOK_URL where it is, as in WEBHOOK_URL=http://127.0.0.1:9000/ npm start`,
      };
    if (code === 'ECONNREFUSED')
      return { ok: false, said: 'the local run does not answer; start it with `npm start`' };
    return { ok: false, said: `${name}: ${message}` };
  }
};
