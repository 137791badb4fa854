import * as z from 'zod';

/**
 * What the domain and the API accept. The two newer policies do not allow mutual TLS, and require forward secrecy.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-security-policies-list.html (2026-11-29)
 */
export const tlsPolicies = [
  /** TLS 1.2 and 1.3, all suites */
  'TLS_1_2',
  /** TLS 1.2 and 1.3, forward secrecy, post-quantum key exchange for those who can */
  'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
  /** TLS 1.3 only */
  'SecurityPolicy_TLS13_1_3_2025_09',
] as const;

/** The address under which partners call the gateway. It outlives the API. */
export const domain = z.strictObject({
  name: z
    .string()
    .regex(
      /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
      'must be a full domain name in lower case, such as gateway.example.com, without https:// and path',
    ),
  /** of AWS Certificate Manager, in the environment's region, for this name */
  certificateArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
      'must be the ARN of a certificate of AWS Certificate Manager: arn:aws:acm:<region>:<account>:certificate/<id>',
    ),
  tls: z.enum(tlsPolicies, `must be one of ${tlsPolicies.join(', ')}`).default('TLS_1_2'),
  /** zone of Route 53 in the same account; absent: somebody enters the DNS record that an output names */
  hostedZone: z
    .strictObject({
      id: z.string().regex(/^Z[A-Z0-9]{5,31}$/, 'must be the id of a hosted zone, such as Z0123456789ABC'),
      name: z.string().min(1),
    })
    .optional(),
  /** whether the address that AWS gave to the API stays open. Close it when no partner and no webhook of Odoo calls it. */
  defaultAddress: z.enum(['open', 'closed']).default('open'),
});

export type Domain = z.output<typeof domain>;

/** What is wrong with a domain in a region: field and rule each. */
export const domainFaults = (
  { name, certificateArn, hostedZone }: Domain,
  region: string,
): [string, string][] => {
  const faults: [string, string][] = [];
  const [, of] = /^arn:[^:]+:acm:([^:]+):/.exec(certificateArn) ?? [];
  if (of !== undefined && of !== region)
    faults.push(['certificateArn', `is of ${of}, and must be of ${region}: request the certificate there`]);
  if (hostedZone && name !== hostedZone.name && !name.endsWith(`.${hostedZone.name}`))
    faults.push(['hostedZone', `${hostedZone.name} does not contain ${name}: name the zone that does`]);
  return faults;
};
