import { defineEnvironment, type Environment } from '../../configuration/environment.ts';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';

type Given = Parameters<typeof defineEnvironment>[0];

/** An environment of two plants with options. Throws the errors of `defineEnvironment`. */
export const withOptions = (options: Partial<Given>): Environment =>
  defineEnvironment(
    {
      name: 'options',
      purpose: 'development',
      plants: ['oslo', 'lyon'],
      partners: ['oslo-mes', 'lyon-mes'],
      odoo: { workers: 12 },
      keepData: true,
      ...options,
    },
    { plants, partners },
  );

export const certificateArn =
  'arn:aws:acm:eu-central-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef';
const address = { name: 'gateway.example.com', certificateArn };

/** Environments with each option that no sample environment has. */
export const options = {
  // With an account CDK would ask AWS for its zones.
  nat: withOptions({ name: 'nat', account: '111122223333', network: { vpc: 'own', natGateways: 2 } }),
  endpoints: withOptions({
    name: 'endpoints',
    network: {
      vpc: 'own',
      natGateways: 0,
      zones: ['a', 'b', 'c'],
      odoo: { port: 8443, addresses: ['10.1.2.3/32'] },
    },
  }),
  existing: withOptions({
    name: 'existing',
    network: { vpc: 'existing', id: 'vpc-0a1b2c3d', subnets: ['subnet-0a1b2c3d', 'subnet-0a1b2c3e'] },
  }),
  domain: withOptions({ name: 'domain', domain: { ...address, defaultAddress: 'closed' } }),
  zone: withOptions({
    name: 'zone',
    domain: {
      ...address,
      tls: 'SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09',
      hostedZone: { id: 'Z0123456789ABC', name: 'example.com' },
    },
  }),
};
