import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { busDelivery } from './bus-delivery.ts';
import { allowRules, type GatewayFunction } from './gateway-function.ts';

export interface BusEntranceProps {
  busName: string;
  accept: GatewayFunction;
}

/** Sends partners' events on the bus to `accept`, as if they had come by HTTP. */
export class BusEntrance extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { busName, accept }: BusEntranceProps) {
    super(scope, id);
    const { target, deadLetters } = busDelivery(this, accept);
    this.deadLetters = deadLetters;
    const partnerEvents = new Rule(this, 'PartnerEvents', {
      eventBus: EventBus.fromEventBusName(this, 'Bus', busName),
      description: 'Events of partners, not the outcomes the gateway itself publishes',
      eventPattern: {
        source: Match.prefix('partner.'),
        detailType: Match.prefix('com.odoo-plant-gateway.'),
      },
      targets: [target],
    });
    allowRules(accept, busName, partnerEvents);
  }
}
