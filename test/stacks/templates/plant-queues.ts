import { describe, expect, it } from 'vitest';
import { plants } from '../../../plants/index.ts';
import { all, type Synthesized } from './synthesized.ts';

const plantQueuesOf = ({ resources }: Synthesized, type: string) =>
  resources(type).filter(({ stack }) => stack.startsWith('lane-'));

describe('a plant queue', () => {
  it('keeps order per ordering key, in high-throughput mode, encrypted, for 14 days', () => {
    for (const one of all) {
      const queues = plantQueuesOf(one, 'AWS::SQS::Queue').filter(({ Properties }) => Properties.FifoQueue);
      expect(queues).toHaveLength(2 * one.environment.plants.length);
      for (const { Properties } of queues) {
        expect(Properties).toMatchObject({
          FifoQueue: true,
          DeduplicationScope: 'messageGroup',
          FifoThroughputLimit: 'perMessageGroupId',
          SqsManagedSseEnabled: true,
          MessageRetentionPeriod: 14 * 24 * 3600,
        });
      }
    }
  });

  it('gives a message up only after a thousand receives, to a dead-letter queue of its own', () => {
    for (const one of all) {
      for (const plant of one.environment.plants) {
        const queues = one
          .resources('AWS::SQS::Queue')
          .filter(({ stack, Properties }) => stack === `lane-${plant}` && Properties.FifoQueue);
        const dead = queues.find(({ Properties }) => Properties.QueueName.endsWith('-dead.fifo'));
        const live = queues.find(({ Properties }) => !Properties.QueueName.endsWith('-dead.fifo'));
        expect(live?.Properties.RedrivePolicy).toEqual({
          maxReceiveCount: 1000,
          deadLetterTargetArn: { 'Fn::GetAtt': [dead?.id, 'Arn'] },
        });
      }
    }
  });

  it('takes ten messages a call, answers for each, and never calls Odoo more often at once than its profile says', () => {
    for (const one of all) {
      const sources = plantQueuesOf(one, 'AWS::Lambda::EventSourceMapping');
      expect(sources).toHaveLength(one.environment.plants.length);
      for (const { stack, Properties } of sources) {
        const plant = plants[stack.replace('lane-', '')];
        expect(Properties).toMatchObject({
          BatchSize: 10,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: plant?.maximumConcurrency },
        });
      }
    }
  });

  it('never shows a message to a second worker while the first may still be running', () => {
    for (const one of all) {
      const queues = plantQueuesOf(one, 'AWS::SQS::Queue').filter(
        ({ Properties }) => Properties.RedrivePolicy,
      );
      expect(queues).toHaveLength(one.environment.plants.length);
      for (const queue of queues) {
        const post = plantQueuesOf(one, 'AWS::Lambda::Function').find(({ stack }) => stack === queue.stack);
        expect(queue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(post?.Properties.Timeout);
      }
    }
  });

  it('may release a long row of deferred events one by one, without Lambda taking it for a runaway loop', () => {
    for (const one of all) {
      expect(plantQueuesOf(one, 'AWS::Lambda::Function')).toHaveLength(one.environment.plants.length);
      for (const { Properties } of plantQueuesOf(one, 'AWS::Lambda::Function')) {
        expect(Properties.RecursiveLoop).toBe('Allow');
      }
    }
  });

  it('is there before the entrance lets in what it has to post', () => {
    for (const { environment, order } of all) {
      expect(order[0]).toBe('data');
      for (const plant of environment.plants)
        expect(order.indexOf(`lane-${plant}`)).toBeLessThan(order.indexOf('entrance'));
      expect(order.indexOf('quality')).toBeLessThan(order.indexOf('entrance'));
      expect(order).toHaveLength(environment.plants.length + 8);
    }
  });

  it('deploys and goes by itself: it exports nothing and imports nothing', () => {
    for (const { templates } of all) {
      for (const [stack, template] of Object.entries(templates)) {
        const exported = Object.values(template.Outputs ?? {}).filter(({ Export }) => Export);
        expect({ stack, exported }).toEqual({ stack, exported: [] });
        expect(JSON.stringify(template)).not.toContain('Fn::ImportValue');
      }
    }
  });
});

describe('a workflow', () => {
  it('is written in JSONPath: the interpreter on a developer’s machine ignores JSONata without a word', () => {
    for (const { templates } of all) expect(JSON.stringify(templates)).not.toContain('JSONata');
  });
});
