import {
  GatewayVpcEndpointAwsService as GatewayService,
  InterfaceVpcEndpointAwsService as InterfaceService,
} from 'aws-cdk-lib/aws-ec2';

/**
 * AWS services that functions in the VPC call, by their prefix in IAM. A test compares them with the functions' rights.
 * Lambda itself sends logs and traces, makes network interfaces and reads queues: these calls do not pass the VPC.
 */
export const freeEndpoints: Readonly<Record<string, GatewayService>> = {
  dynamodb: GatewayService.DYNAMODB,
  s3: GatewayService.S3,
};

/** Endpoints with an hourly price in each zone. */
export const paidEndpoints: Readonly<Record<string, InterfaceService>> = {
  events: InterfaceService.EVENTBRIDGE,
  lambda: InterfaceService.LAMBDA,
  secretsmanager: InterfaceService.SECRETS_MANAGER,
  sqs: InterfaceService.SQS,
  ssm: InterfaceService.SSM,
  states: InterfaceService.STEP_FUNCTIONS,
};
