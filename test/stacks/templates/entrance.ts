import { describe, expect, it } from 'vitest';
import { partners } from '../../../partners/index.ts';
import { all, type Resource, type Synthesized } from './synthesized.ts';

const routesOf = ({ resources }: Synthesized) => {
  const byId = new Map(resources('AWS::ApiGateway::Resource').map((resource) => [resource.id, resource]));
  const pathOf = (ref: { Ref?: string }): string => {
    const resource = ref.Ref ? byId.get(ref.Ref) : undefined;
    return resource ? `${pathOf(resource.Properties.ParentId)}/${resource.Properties.PathPart}` : '';
  };
  return resources('AWS::ApiGateway::Method').map(({ Properties }) => ({
    route: `${Properties.HttpMethod} ${pathOf(Properties.ResourceId)}`,
    key: Properties.ApiKeyRequired === true,
  }));
};

describe('the API', () => {
  it('asks for a key on every route below /v1 but that of change notifications, whose address is a secret', () => {
    for (const one of all) {
      expect(routesOf(one).sort((a, b) => a.route.localeCompare(b.route))).toEqual([
        { route: 'GET /asyncapi.json', key: false },
        { route: 'GET /health', key: false },
        { route: 'GET /openapi.json', key: false },
        { route: 'GET /schemas/{name}', key: false },
        { route: 'GET /v1/events/{eventKey}', key: true },
        { route: 'GET /v1/plants/{plant}/events', key: true },
        { route: 'GET /v1/plants/{plant}/feed', key: true },
        { route: 'GET /v1/plants/{plant}/lots/{lot}/audit', key: true },
        { route: 'GET /v1/plants/{plant}/lots/{lot}/genealogy', key: true },
        { route: 'GET /v1/plants/{plant}/lots/{lot}/recall', key: true },
        { route: 'GET /v1/plants/{plant}/orders', key: true },
        { route: 'GET /v1/plants/{plant}/orders/{order}', key: true },
        { route: 'GET /v1/plants/{plant}/reconciliation', key: true },
        { route: 'GET /v1/plants/{plant}/reconciliation/{report}', key: true },
        { route: 'GET /v1/plants/{plant}/stock', key: true },
        { route: 'POST /v1/events', key: true },
        { route: 'POST /v1/hints/{word}', key: false },
        { route: 'POST /v1/plants/{plant}/documents', key: true },
        { route: 'POST /v1/plants/{plant}/feed/ack', key: true },
      ]);
    }
  });

  it.each([
    ['INVALID_API_KEY', '401'],
    ['MISSING_AUTHENTICATION_TOKEN', '404'],
    ['REQUEST_TOO_LARGE', '413'],
    ['UNSUPPORTED_MEDIA_TYPE', '415'],
    ['THROTTLED', '429'],
    ['QUOTA_EXCEEDED', '429'],
    ['DEFAULT_4XX', undefined],
    ['DEFAULT_5XX', undefined],
  ])('answers %s with a problem document', (type, status) => {
    for (const { resources } of all) {
      const answer = resources('AWS::ApiGateway::GatewayResponse').find(
        (one) => one.Properties.ResponseType === type,
      );
      const problem = JSON.parse(answer?.Properties.ResponseTemplates['application/json']);
      if (status) expect(answer?.Properties.StatusCode).toBe(status);
      if (status) expect(problem.status).toBe(Number(status));
      expect(problem).toMatchObject({
        type: 'about:blank',
        title: expect.any(String),
        detail: expect.any(String),
      });
      expect(answer?.Properties.ResponseParameters['gatewayresponse.header.Content-Type']).toBe(
        "'application/problem+json'",
      );
    }
  });

  it('says when to come back to whom it slows down', () => {
    for (const { resources } of all) {
      const slowed = resources('AWS::ApiGateway::GatewayResponse').filter(
        ({ Properties }) => Properties.StatusCode === '429',
      );
      expect(slowed).toHaveLength(2);
      for (const { Properties } of slowed) {
        expect(Properties.ResponseParameters['gatewayresponse.header.Retry-After']).toMatch(/^'\d+'$/);
      }
    }
  });

  it('passes documents on byte by byte, and JSON as text', () => {
    for (const { resources } of all) {
      const [api] = resources('AWS::ApiGateway::RestApi');
      expect(api?.Properties.BinaryMediaTypes).toEqual(['application/xml', 'text/xml', 'text/csv']);
    }
  });

  it('never logs a body', () => {
    for (const { resources } of all) {
      const [stage] = resources('AWS::ApiGateway::Stage');
      expect(stage?.Properties.MethodSettings).toEqual([
        expect.objectContaining({ DataTraceEnabled: false }),
      ]);
      expect(stage?.Properties.AccessLogSetting.Format).not.toMatch(/body|apiKey\b/i);
    }
  });
});

const recordOf = ({ Properties }: Resource) => ({
  name: Properties.Name,
  value: JSON.parse(Properties.Value),
});

describe('a partner', () => {
  it('has a key, limits, and a record under the key’s id that names no plant of another environment', () => {
    for (const { environment, resources } of all) {
      for (const kind of ['ApiKey', 'UsagePlan', 'UsagePlanKey']) {
        expect(resources(`AWS::ApiGateway::${kind}`)).toHaveLength(environment.partners.length);
      }
      const records = resources('AWS::SSM::Parameter').map(recordOf);
      for (const id of environment.partners) {
        const record = records.find(({ value }) => value.partner === id);
        expect(record?.value).toEqual({
          partner: id,
          plants: partners[id]?.plants.filter((plant) => environment.plants.includes(plant)),
          systems: partners[id]?.systems,
          types: partners[id]?.types,
          reads: partners[id]?.reads,
          receives: partners[id]?.receives,
          suppliers: partners[id]?.suppliers,
        });
        expect(JSON.stringify(record?.name)).toContain(`/opg/${environment.name}/partners/`);
      }
    }
  });

  it('on the bus is known by its account and source', () => {
    for (const { environment, resources } of all) {
      const [bus] = resources('AWS::SSM::Parameter').filter(({ id }) => id.includes('BusRecord'));
      expect(bus?.Properties.Name).toEqual({
        'Fn::Join': [
          '',
          [`/opg/${environment.name}/partners/bus.`, { Ref: 'AWS::AccountId' }, '.partner.lyon-mes'],
        ],
      });
    }
  });
});

describe('an event on the bus', () => {
  it('reaches accept only when a partner put it there, and is kept when accept cannot take it', () => {
    for (const { resources } of all) {
      const rule = resources('AWS::Events::Rule').find(
        ({ stack, Properties }) => stack === 'entrance' && Properties.EventPattern,
      );
      expect(rule?.Properties.EventPattern).toEqual({
        source: [{ prefix: 'partner.' }],
        'detail-type': [{ prefix: 'com.odoo-plant-gateway.' }],
      });
      const kept = rule?.Properties.Targets[0].DeadLetterConfig.Arn;
      expect(kept['Fn::GetAtt'][0]).toContain('DeadLetters');
      // Lambda takes it asynchronously: what fails after that is no longer the rule's.
      const asynchronous = resources('AWS::Lambda::EventInvokeConfig').find(
        ({ stack }) => stack === 'entrance',
      );
      expect(asynchronous?.Properties.DestinationConfig.OnFailure.Destination).toEqual(kept);
    }
  });
});
