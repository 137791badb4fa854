import type { Aws, Kind, Leftovers } from '../../scripts/deploy/aws/ports.ts';
import { type Knife, mortal } from '../fakes/mortal.ts';

export class Killed extends Error {}

/** An account as a command sees it that is killed after some calls. None of its later calls has an effect. */
export const killedAfter = (account: Aws, knife: Knife): Aws => {
  const died = () => new Killed('killed');
  const call =
    <Given extends unknown[], T>(ask: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      knife.left -= 1;
      if (knife.left >= 0) return ask(...given);
      knife.dead = true;
      throw died();
    };
  const kind = (one: Kind): Kind => ({ what: one.what, find: call(one.find), remove: call(one.remove) });
  const guarded = mortal(
    account,
    ['stacks', 'parameters', 'secrets', 'keys', 'limits', 'queues', 'functions'],
    knife,
    died,
  );
  return {
    ...guarded,
    region: account.region,
    whoAmI: call(account.whoAmI),
    leftovers(environment, id): Leftovers {
      const { buckets, others, logsOfApi } = account.leftovers(environment, id);
      return {
        buckets: kind(buckets),
        others: others.map(kind),
        logsOfApi: (apiId) => kind(logsOfApi(apiId)),
      };
    },
  };
};
