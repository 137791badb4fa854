import { App, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type CfnStateMachine, DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { holdStates } from '../../lib/constructs/hold-states.ts';

/** A state as it is deployed: JSONPath, and the part of the Amazon States Language that the quality hold uses. */
export interface State {
  Type: 'Task' | 'Choice' | 'Succeed';
  Next?: string;
  Resource?: string;
  Parameters?: { Payload: Record<string, unknown> };
  ResultSelector?: Record<string, unknown>;
  ResultPath?: string | null;
  TimeoutSeconds?: number;
  TimeoutSecondsPath?: string;
  HeartbeatSecondsPath?: string;
  Retry?: { ErrorEquals: string[] }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
  Choices?: { Variable: string; StringEquals: string; Next: string }[];
  Default?: string;
}

export interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

/** The definition that is deployed. */
export const qualityHoldDefinition = (): Definition => {
  const stack = new Stack(new App(), 'gate');
  const arn = 'arn:aws:lambda:eu-central-1:123456789012:function:quality';
  const quality = LambdaFunction.fromFunctionArn(stack, 'Quality', arn);
  const machine = new StateMachine(stack, 'Machine', {
    definitionBody: DefinitionBody.fromChainable(holdStates(stack, quality)),
  });
  const { definitionString } = machine.node.defaultChild as CfnStateMachine;
  const parts = stack.resolve(definitionString)['Fn::Join'][1] as unknown[];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'aws')).join(''));
};
