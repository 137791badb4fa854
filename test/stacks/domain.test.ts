import { describe, expect, it } from 'vitest';
import { certificateArn, options, withOptions } from './options.ts';
import { type Synthesized, synthesized } from './templates/synthesized.ts';

const address = { name: 'gateway.example.com', certificateArn };
const [closed, zone, open, without] = (await synthesized([
  options.domain,
  options.zone,
  withOptions({ name: 'open', domain: address }),
  withOptions({ name: 'without' }),
])) as [Synthesized, Synthesized, Synthesized, Synthesized];
const withDomain = [closed, zone, open];
const only = (one: Synthesized, type: string) => {
  const found = one.resources(type);
  expect(found).toHaveLength(1);
  return found[0];
};

describe('the own domain', () => {
  it('is in a stack that knows nothing of the API, so that the API can be made anew', () => {
    for (const one of withDomain) {
      const { stack, Properties } = only(one, 'AWS::ApiGateway::DomainName') ?? {};
      expect(stack).toBe('domain');
      expect(Properties).toMatchObject({
        DomainName: 'gateway.example.com',
        RegionalCertificateArn: certificateArn,
        EndpointConfiguration: { Types: ['REGIONAL'] },
      });
      expect(one.before.domain).toEqual([]);
      const text = JSON.stringify(one.templates.domain);
      expect(text).not.toMatch(/ImportValue|RestApi|execute-api/);
      expect(one.templates.domain?.Parameters).not.toHaveProperty('RestApi');
    }
  });

  it('leads to the stage of the API with paths as they are, by a mapping in the API’s stack', () => {
    for (const one of withDomain) {
      const mapping = only(one, 'AWS::ApiGateway::BasePathMapping');
      const api = only(one, 'AWS::ApiGateway::RestApi');
      const stage = only(one, 'AWS::ApiGateway::Stage');
      expect(mapping?.stack).toBe('entrance');
      expect(mapping?.Properties).toEqual({
        DomainName: 'gateway.example.com',
        RestApiId: { Ref: api?.id },
        Stage: { Ref: stage?.id },
      });
      expect(one.before.entrance).toContain('domain');
    }
  });

  it('outlives its stack where data does', () => {
    expect(only(closed, 'AWS::ApiGateway::DomainName')?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('takes TLS 1.2 and newer, and so does the API, which would take TLS 1.0', () => {
    const policiesOf = (one: Synthesized) =>
      ['AWS::ApiGateway::DomainName', 'AWS::ApiGateway::RestApi'].map((type) => {
        const { SecurityPolicy, EndpointAccessMode } = only(one, type)?.Properties ?? {};
        return [SecurityPolicy, EndpointAccessMode];
      });
    expect(policiesOf(open)).toEqual(Array(2).fill(['TLS_1_2', undefined]));
    expect(policiesOf(zone)).toEqual(Array(2).fill(['SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09', 'BASIC']));
  });

  it('closes the address of AWS when that is wanted, and deploys the API again for it', () => {
    const closes = (one: Synthesized) =>
      only(one, 'AWS::ApiGateway::RestApi')?.Properties.DisableExecuteApiEndpoint;
    expect(closes(closed)).toBe(true);
    expect(closes(open)).toBe(false);
    expect(only(closed, 'AWS::ApiGateway::Deployment')?.id).not.toBe(
      only(open, 'AWS::ApiGateway::Deployment')?.id,
    );
  });

  it('is entered in the zone of Route 53, or an output names what to enter', () => {
    expect(only(zone, 'AWS::Route53::RecordSet')?.Properties).toMatchObject({
      HostedZoneId: 'Z0123456789ABC',
      Name: 'gateway.example.com.',
      Type: 'A',
      AliasTarget: { DNSName: { 'Fn::GetAtt': ['Domain', 'RegionalDomainName'] } },
    });
    expect(open.resources('AWS::Route53::RecordSet')).toEqual([]);
    for (const one of withDomain)
      expect(one.templates.domain?.Outputs?.Target?.Value).toEqual({
        'Fn::GetAtt': ['Domain', 'RegionalDomainName'],
      });
  });

  it('is not there without being asked for', () => {
    expect(without.resources('AWS::ApiGateway::DomainName')).toEqual([]);
    expect(without.resources('AWS::ApiGateway::BasePathMapping')).toEqual([]);
    expect(only(without, 'AWS::ApiGateway::RestApi')?.Properties).not.toHaveProperty('SecurityPolicy');
  });
});

describe('a domain is refused', () => {
  it('in the run on one machine', () => {
    expect(() => withOptions({ name: 'local', domain: address })).toThrow(
      'domain: is for environments in AWS',
    );
  });

  it.each([
    [{ name: 'https://gateway.example.com' }, 'domain.name: must be a full domain name in lower case'],
    [{ name: 'Gateway.example.com' }, 'domain.name: must be a full domain name in lower case'],
    [{ certificateArn: 'my-certificate' }, 'domain.certificateArn: must be the ARN of a certificate'],
    [
      { certificateArn: certificateArn.replace('eu-central-1', 'us-east-1') },
      'domain.certificateArn: is of us-east-1, and must be of eu-central-1: request the certificate there',
    ],
    [{ tls: 'TLS_1_0' }, 'domain.tls: must be one of TLS_1_2, '],
    [
      { hostedZone: { id: 'Z0123456789ABC', name: 'other.com' } },
      'domain.hostedZone: other.com does not contain gateway.example.com: name the zone that does',
    ],
    [
      { hostedZone: { id: 'example', name: 'example.com' } },
      'domain.hostedZone.id: must be the id of a hosted zone',
    ],
  ])('%j', (part, message) => {
    const given = { ...address, ...part } as typeof address;
    expect(() => withOptions({ domain: given })).toThrow(message);
  });
});
