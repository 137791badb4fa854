import type { Environment } from '../../../configuration/environment.ts';
import { namesOf } from '../../../lib/names.ts';
import type { Aws, CostMonitor } from '../aws/ports.ts';
import { type Check, failed, type Outcome, passed, warning } from './check.ts';

export interface CostCheckDeps {
  environment: Environment;
  aws: Pick<Aws, 'costs'>;
}

/**
 * The monitor that looks for unusual costs. AWS allows one per account that splits costs by service. CloudFormation says of a
 * second one only `AlreadyExists` and `null` (aws-cloudformation/cloudformation-coverage-roadmap#2515). No check when the
 * environment watches no costs.
 */
export const costChecks = ({ environment, aws }: CostCheckDeps): Check[] => {
  const { name, costs } = environment;
  if (!costs) return [];
  const { anomalies } = costs;
  const write = (value: string) => `Write anomalies: '${value}' into costs of environments/${name}.ts.`;
  const isByService = ({ dimension }: CostMonitor) => dimension === 'SERVICE';

  const outcomeOf = (monitors: readonly CostMonitor[]): Outcome => {
    const other = monitors.find(
      (each) => isByService(each) && each.name !== namesOf(environment).costMonitor,
    );
    if (anomalies === 'by-service') {
      if (other)
        return failed(
          `the account has one by service, ${other.name} (${other.arn}), and AWS allows no second`,
          write(other.arn),
        );
      return passed(
        monitors.some(isByService)
          ? 'by service, made by the deployment'
          : 'by service: the account has none yet, the deployment makes it',
      );
    }
    const found = monitors.find(({ arn }) => arn === anomalies);
    return found
      ? passed(`${found.name}, which the account has`)
      : failed(`the account has no monitor ${anomalies}`, write(other?.arn ?? 'by-service'));
  };

  return [
    {
      id: 'cost-monitor',
      title: 'Cost monitor',
      needs: ['credentials', 'account'],
      async run() {
        if (anomalies === 'by-tag')
          return passed('by tag, made by the deployment; AWS allows it in a management account only');
        let monitors: CostMonitor[];
        try {
          monitors = await aws.costs.monitors();
        } catch (error) {
          const { name: kind, message } = error as Error;
          // Cost Explorer says AccessDenied, too, when nobody has switched it on.
          if (!/AccessDenied|DataUnavailable/.test(kind)) throw error;
          return warning(
            `Cost Explorer does not say which monitors there are (${kind}: ${message})`,
            `Open Cost Explorer once in the billing console, which switches it on, or use credentials with ce:GetAnomalyMonitors; then repeat. ${
              anomalies === 'by-service'
                ? 'A deployment fails if the account has a monitor by service already.'
                : `A deployment fails if there is no ${anomalies}.`
            }`,
          );
        }
        return outcomeOf(monitors);
      },
    },
  ];
};
