import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { busDelivery } from './bus-delivery.ts';
import { allowRules, type GatewayFunction } from './gateway-function.ts';

export interface HoldTriggersProps {
  busName: string;
  quality: GatewayFunction;
}

const type = (name: string) => `com.odoo-plant-gateway.${name}.v1`;

/** Sends changes of lots, and outcomes of the gateway's own events, to the function `quality`. */
export class HoldTriggers extends Construct {
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { busName, quality }: HoldTriggersProps) {
    super(scope, id);
    const { target, deadLetters } = busDelivery(this, quality);
    this.deadLetters = deadLetters;
    const eventBus = EventBus.fromEventBusName(this, 'Bus', busName);
    const dispositions = new Rule(this, 'Dispositions', {
      eventBus,
      description: 'What events did to lots: held, released or judged them',
      eventPattern: { source: ['odoo-plant-gateway'], detailType: [type('lot.disposition-changed')] },
      targets: [target],
    });
    const ownOutcomes = new Rule(this, 'OwnOutcomes', {
      eventBus,
      description: 'What became of the events that the gateway itself sends',
      eventPattern: {
        source: ['odoo-plant-gateway'],
        detailType: [type('event.posted'), type('event.quarantined')],
        detail: { data: { event: { source: Match.suffix('/gateway') } } },
      },
      targets: [target],
    });
    allowRules(quality, busName, dispositions, ownOutcomes);
  }
}
