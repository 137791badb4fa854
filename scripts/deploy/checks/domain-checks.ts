import type { Environment } from '../../../configuration/environment.ts';
import type { Aws, Certificate, Identity } from '../aws/ports.ts';
import { type Check, failed, passed, warning } from './check.ts';

export interface DomainCheckDeps {
  environment: Environment;
  aws: Pick<Aws, 'certificates'>;
  identity(): Promise<Identity>;
  now(): Date;
}

const day = 86_400_000;

/** ACM renews weeks before the end, so a certificate with fewer days than this is not being renewed. */
const fewDays = 14;

/**
 * Keys of certificates that ACM issues, and longer RSA keys, which can be imported. AWS publishes no list of the keys that a
 * regional domain takes (ACM's user guide refers to each service; 2026-11), so any other key but the shortest is a warning.
 */
const usualKeys = ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1'];

/** The certificate of the environment's own domain. No check when it has no domain. */
export const domainChecks = ({ environment, aws, identity, now }: DomainCheckDeps): Check[] => {
  const { name: environmentName, region, domain } = environment;
  if (!domain) return [];
  const { name, certificateArn } = domain;
  const requestIt = `Request one for ${name} in ${region} (https://${region}.console.aws.amazon.com/acm/home?region=${region}#/certificates/request), and write its ARN into domain.certificateArn of environments/${environmentName}.ts.`;

  const failureOf = (certificate: Certificate) => {
    const { status, failure, names, ends, keyAlgorithm } = certificate;
    if (status === 'PENDING_VALIDATION')
      return failed(
        `it waits for its validation: nobody has proved yet that ${name} is yours`,
        'Enter the CNAME records that ACM shows for it into DNS, or answer its mail, and wait until it is ISSUED.',
      );
    if (status === 'EXPIRED' || (ends && ends <= now()))
      return failed(`it expired${ends ? ` on ${dateOf(ends)}` : ''}`, renewalOf(certificate, requestIt));
    if (status !== 'ISSUED')
      return failed(`it is ${status}${failure ? `: ${failure}` : ''}, and must be ISSUED`, requestIt);
    if (!names.some((each) => covers(each, name)))
      return failed(`it is for ${names.join(', ')}, which does not cover ${name}`, requestIt);
    if (keyAlgorithm === 'RSA_1024')
      return failed('its key is RSA_1024, which clients refuse as too short', requestIt);
    return undefined;
  };

  return [
    {
      id: 'certificate',
      title: `Certificate of ${name}`,
      needs: ['credentials', 'account'],
      async run() {
        const { account } = await identity();
        const owner = certificateArn.split(':')[4];
        if (owner !== account)
          return failed(
            `it is of account ${owner}, and API Gateway takes only those of its own account, ${account}`,
            requestIt,
          );
        const certificate = await aws.certificates.read(certificateArn);
        if (!certificate) return failed(`${region} has no certificate ${certificateArn}`, requestIt);
        const failure = failureOf(certificate);
        if (failure) return failure;
        const { ends, keyAlgorithm } = certificate;
        const until = ends ? `valid until ${dateOf(ends)}` : 'valid';
        if (ends && ends.getTime() - now().getTime() < fewDays * day)
          return warning(
            `${until}, in less than ${fewDays} days: it is not being renewed`,
            renewalOf(certificate, requestIt),
          );
        if (!usualKeys.includes(keyAlgorithm))
          return warning(
            `its key is ${keyAlgorithm}, which many clients do not support`,
            `If a partner cannot connect: ${requestIt}`,
          );
        return passed(`${until}, ${keyAlgorithm}`);
      },
    },
  ];
};

const dateOf = (moment: Date): string => moment.toISOString().slice(0, 10);

const renewalOf = ({ imported }: Certificate, requestIt: string): string =>
  imported
    ? 'It was imported, so AWS does not renew it: import its successor under the same ARN (`aws acm import-certificate --certificate-arn`).'
    : `AWS renews it only while it is in use and its DNS records for the validation are there. See what ACM says of its renewal; else: ${requestIt}`;

/** A wildcard stands for one label: `*.example.com` covers `a.example.com`, not `example.com` or `a.b.example.com`. */
const covers = (pattern: string, name: string): boolean =>
  pattern.toLowerCase() === name ||
  (pattern.startsWith('*.') && pattern.slice(1).toLowerCase() === name.replace(/^[^.]+/, ''));
