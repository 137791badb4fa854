import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { defineEnvironment } from '../../../configuration/environment.ts';
import type { onCall } from '../../../configuration/on-call.ts';
import { prod } from '../../../environments/index.ts';
import { GatewayStage } from '../../../lib/gateway-stage.ts';
import { partners } from '../../../partners/index.ts';
import { plants } from '../../../plants/index.ts';
import { all, type Synthesized } from './synthesized.ts';

const paging = all.filter(({ environment }) => environment.purpose !== 'development');

const topicsOf = ({ resources, environment }: Synthesized) =>
  resources('AWS::SNS::Topic').map(({ id, Properties }) => ({
    id,
    name: Properties.TopicName.replace(`opg-${environment.name}-`, ''),
  }));

describe('the person on call', () => {
  it('is subscribed in every environment that must page, to pages and to tickets', () => {
    expect(paging.length).toBeGreaterThan(0);
    for (const one of paging) {
      const { page = [], ticket = page } = one.environment.onCall ?? {};
      const subscriptions = one.resources('AWS::SNS::Subscription');
      for (const { id, name } of topicsOf(one)) {
        const own = subscriptions.filter(({ Properties }) => Properties.TopicArn.Ref === id);
        expect(own.length, name).toBeGreaterThan(0);
        const mails = own.filter(({ Properties }) => Properties.Protocol === 'email');
        expect(mails.map(({ Properties }) => Properties.Endpoint)).toEqual(
          (name === 'tickets' ? ticket : page).flatMap((each) => ('email' in each ? [each.email] : [])),
        );
      }
    }
  });

  it('gets pages by the topic that was always there, under its logical and physical id', () => {
    for (const one of all)
      expect(topicsOf(one)).toEqual([
        { id: 'OnCall0B2745F4', name: 'on-call' },
        { id: expect.stringMatching(/^Tickets/), name: 'tickets' },
      ]);
  });

  it('hears of alarms, and in tickets of costs, from this account only', () => {
    for (const one of all) {
      const allowed = one.resources('AWS::SNS::TopicPolicy').map(({ Properties }) => {
        const statement = Properties.PolicyDocument.Statement.find(
          ({ Effect }: { Effect: string }) => Effect === 'Allow',
        );
        expect(statement.Action).toBe('sns:Publish');
        expect(statement.Condition.StringEquals['aws:SourceAccount']).toEqual(
          one.environment.account ?? { Ref: 'AWS::AccountId' },
        );
        return [statement.Principal.Service].flat().sort();
      });
      expect(allowed).toEqual([
        ['cloudwatch.amazonaws.com'],
        ['budgets.amazonaws.com', 'cloudwatch.amazonaws.com', 'costalerts.amazonaws.com'],
      ]);
    }
  });

  it('may have an HTTPS endpoint, whose address with its key is in no template', () => {
    const receivers = {
      page: [{ httpsSecret: 'opg-live/on-call/pagerduty' }],
      ticket: [{ email: 'team@example.com' }],
    };
    const template = dataTemplateWith(receivers);
    const subscriptions = Object.values(template.findResources('AWS::SNS::Subscription')).map(
      ({ Properties }) => [Properties.Protocol, Properties.Endpoint],
    );
    expect(subscriptions).toEqual([
      ['https', '{{resolve:secretsmanager:opg-live/on-call/pagerduty:SecretString:::}}'],
      ['email', 'team@example.com'],
    ]);
  });
});

describe('a team with a chat alone', () => {
  it('is synthesized without a subscription: the chat service subscribes to the topics itself', () => {
    const template = dataTemplateWith({ page: [{ chat: true }] });
    expect(template.findResources('AWS::SNS::Subscription')).toEqual({});
    expect(Object.keys(template.findResources('AWS::SNS::Topic'))).toHaveLength(2);
  });

  it('may have pages by mail, too', () => {
    const template = dataTemplateWith({ page: [{ chat: true }, { email: 'a@example.com' }] });
    const [first] = Object.values(template.findResources('AWS::SNS::Subscription'));
    expect(first?.Properties).toMatchObject({ Protocol: 'email', Endpoint: 'a@example.com' });
  });
});

const dataTemplateWith = (receivers: Parameters<typeof onCall.parse>[0]): Template => {
  const { odoo, runbook, costs, region, account } = prod;
  const live = defineEnvironment(
    {
      name: 'live',
      ...{ account, region, runbook, costs, odoo },
      plants: ['oslo'],
      partners: ['oslo-mes'],
      keepData: true,
      onCall: receivers as never,
    },
    { plants, partners },
  );
  const stage = new GatewayStage(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), live);
  return Template.fromStack(stage.node.findChild('data') as Stack);
};

describe('costs', () => {
  it('are watched by a budget and for anomalies wherever somebody is paged, and reported as tickets', () => {
    for (const one of paging) {
      const { name, costs } = one.environment;
      const [budget] = one.resources('AWS::Budgets::Budget');
      expect(budget?.Properties.Budget).toMatchObject({
        BudgetLimit: { Amount: costs?.monthlyBudgetUsd, Unit: 'USD' },
        CostFilters: { TagKeyValue: [`user:environment$${name}`] },
      });
      const told = budget?.Properties.NotificationsWithSubscribers.flatMap(
        ({ Subscribers }: { Subscribers: { Address: unknown }[] }) =>
          Subscribers.map(({ Address }) => Address),
      );
      const [anomalies] = one.resources('AWS::CE::AnomalySubscription');
      expect(anomalies?.Properties.Frequency).toBe('IMMEDIATE');
      const addresses = [
        ...told,
        ...(anomalies?.Properties.Subscribers ?? []).map(({ Address }: { Address: unknown }) => Address),
      ];
      expect(addresses.length).toBe(3);
      for (const address of addresses) expect(JSON.stringify(address)).toContain(`:opg-${name}-tickets`);
    }
    expect(all.filter((one) => one.resources('AWS::Budgets::Budget').length > 0)).toEqual(paging);
  });
});

describe('an environment', () => {
  it('is not synthesized into the account and region of another one: their metrics would mix', () => {
    const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
    new GatewayStage(app, prod);
    expect(() => new GatewayStage(app, { ...prod, name: 'copy' })).toThrow(
      'Environment "copy": account: prod lies in the same account and region',
    );
    new GatewayStage(app, { ...prod, name: 'north', region: 'eu-north-1' });
  });
});
