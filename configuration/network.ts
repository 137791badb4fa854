import * as z from 'zod';

const idOf = (kind: string, what: string) =>
  z
    .string()
    .regex(new RegExp(`^${kind}-[0-9a-f]{8,17}$`), `must be the id of ${what}, such as ${kind}-0a1b2c3d`);

/** How the functions that call Odoo leave the VPC. */
const odoo = z
  .strictObject({
    /** port of Odoo's address, when it is not that of HTTPS */
    port: z.int().min(1).max(65_535).default(443),
    /** address ranges of Odoo; absent: any address that the VPC has a route to */
    addresses: z
      .array(z.cidrv4('must be IPv4 ranges, such as 10.20.0.15/32'))
      .min(1, 'must name a range, or be left out: an empty list would lock Odoo out')
      .default(['0.0.0.0/0']),
  })
  .default({ port: 443, addresses: ['0.0.0.0/0'] });

/** Address ranges of S3 and DynamoDB in the region. */
const awsPrefixLists = z
  .array(idOf('pl', 'a managed prefix list (aws ec2 describe-managed-prefix-lists)'))
  .length(2, 'must be two ids: those of S3 and of DynamoDB in the region')
  .optional();

const ownVpc = z.strictObject({
  /** the gateway makes a VPC of its own */
  vpc: z.literal('own'),
  /** addresses of the VPC: they must not overlap with those of a network that it is joined to. Fixed after the first deployment. */
  cidr: z.cidrv4('must be an IPv4 range, such as 10.90.0.0/24').default('10.90.0.0/24'),
  /** letters of availability zones: `a` is eu-central-1a in eu-central-1. Append only, after the first deployment. */
  zones: z
    .array(z.string().regex(/^[a-z]$/, 'must be single letters: "a" is eu-central-1a in eu-central-1'))
    .min(2, 'must be two or three zones: one alone would be a single point of failure')
    .max(3, 'must be two or three zones: the address range is divided for three')
    .default(['a', 'b']),
  /** NAT gateways, each with a fixed outgoing address; 0: no way to the internet */
  natGateways: z.int().min(0).max(3).default(1),
  /** `all`: the VPC reaches AWS without the internet; `free`: S3 and DynamoDB only, the others by NAT. Absent: `free` with NAT */
  endpoints: z.enum(['all', 'free']).optional(),
  odoo,
  /** absent: port 443 is open to any address, because no template can look up these lists */
  awsPrefixLists,
});

const existingVpc = z.strictObject({
  /** a VPC that somebody else looks after */
  vpc: z.literal('existing'),
  id: idOf('vpc', 'a VPC'),
  /** private subnets with a route to Odoo and to AWS's services */
  subnets: z
    .array(idOf('subnet', 'a subnet'))
    .min(2, 'must be private subnets in two availability zones or more'),
  /** absent: the gateway makes one */
  securityGroups: z.array(idOf('sg', 'a security group')).min(1).max(5).optional(),
  odoo,
});

/** Private ranges of RFC 1918. */
const isPrivate = (cidr: string): boolean => /^(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)/.test(cidr);

/** The VPC of the functions that call Odoo. */
export const network = z
  .discriminatedUnion('vpc', [ownVpc, existingVpc], {
    error: ({ input }) =>
      typeof input === 'object' && !Array.isArray(input) && input !== null
        ? 'must be "own" (the gateway makes a VPC) or "existing" (with id and subnets)'
        : "must be { vpc: 'own' }, which makes a VPC, or { vpc: 'existing', id, subnets }",
  })
  .superRefine((given, context) => {
    const fail = (field: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message });
    const repeated = given.vpc === 'own' ? given.zones : given.subnets;
    if (new Set(repeated).size < repeated.length)
      fail(given.vpc === 'own' ? 'zones' : 'subnets', 'names one twice; name each once');
    if (given.vpc === 'existing') return;
    const bits = Number(given.cidr.split('/')[1]);
    if (bits >= 0 && (!isPrivate(given.cidr) || bits < 16 || bits > 24))
      fail(
        'cidr',
        `${given.cidr} must be a private range from /16 to /24, such as 10.90.0.0/24: it is divided into six subnets`,
      );
    if (given.natGateways > given.zones.length)
      fail('natGateways', `must not be more than the ${given.zones.length} zones: a zone has one at most`);
    if (given.natGateways === 0 && given.endpoints === 'free')
      fail('endpoints', 'must be "all" without a NAT gateway: nothing else leads to AWS’s services');
    if (given.awsPrefixLists && endpointsOf(given) === 'free')
      fail(
        'awsPrefixLists',
        'must be left out unless endpoints is "all": the public addresses of other services are in no list',
      );
  });

export type Network = z.output<typeof network>;
export type OwnVpc = z.output<typeof ownVpc>;

/** Endpoints of a VPC of the gateway's own: those that cost money only when there is no other way, or when they are wanted. */
export const endpointsOf = ({ natGateways, endpoints }: Pick<OwnVpc, 'natGateways' | 'endpoints'>) =>
  endpoints ?? (natGateways > 0 ? 'free' : 'all');
