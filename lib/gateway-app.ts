import { App, Validations } from 'aws-cdk-lib';
import * as flags from 'aws-cdk-lib/cx-api';

/** In code and not in cdk.json, so that synthesis gives the same templates with and without the CLI. */
const featureFlags = Object.fromEntries(
  [
    flags.CHECK_SECRET_USAGE,
    flags.ENABLE_PARTITION_LITERALS,
    flags.IAM_MINIMIZE_POLICIES,
    flags.LAMBDA_RECOGNIZE_VERSION_PROPS,
    flags.LAMBDA_RECOGNIZE_LAYER_VERSION,
    flags.APIGATEWAY_REQUEST_VALIDATOR_UNIQUE_ID,
    flags.APIGATEWAY_AUTHORIZER_CHANGE_DEPLOYMENT_LOGICAL_ID,
    flags.EVENTS_TARGET_QUEUE_SAME_ACCOUNT,
    flags.VALIDATE_AGAINST_DEFAULT_RULES,
    flags.VALIDATE_SNAPSHOT_REMOVAL_POLICY,
    flags.APIGATEWAY_USAGEPLANKEY_ORDERINSENSITIVE_ID,
  ].map((flag) => [flag, true]),
);

export interface GatewayAppOptions {
  outdir?: string;
  /** false: skips the security rules, for a quick start on one machine */
  checked?: boolean;
  /** false: makes templates only, without the functions' code */
  bundled?: boolean;
}

/** The CDK app. Synthesis fails when a stack violates the AWS Solutions rules of cdk-nag. */
export const gatewayApp = async ({
  outdir,
  checked = true,
  bundled = true,
}: GatewayAppOptions = {}): Promise<App> => {
  const context = { ...featureFlags, ...(bundled ? {} : { [flags.BUNDLING_STACKS]: [] }) };
  const app = new App({ context, analyticsReporting: false, ...(outdir ? { outdir } : {}) });
  if (checked) {
    const { AwsSolutionsChecks } = await import('cdk-nag');
    Validations.of(app).addPlugins(new AwsSolutionsChecks());
  }
  return app;
};
