import { AwsError } from '../aws-error.ts';

// Says where it belongs, so that an answer finds its execution without a list of tokens, and an old one is known as such.
export const tokenFor = (executionArn: string, attempt: string): string =>
  `AQCE${Buffer.from(JSON.stringify([executionArn, attempt])).toString('base64url')}`;

export function executionOfToken(token: unknown): string {
  try {
    const [arn, attempt] = JSON.parse(Buffer.from(String(token).slice(4), 'base64url').toString());
    if (token === tokenFor(arn, attempt)) return arn;
  } catch {
    // told below
  }
  throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}
