import type { OdooClient } from '../../lambdas/odoo/client.ts';
import { LEAST_GROUPS } from '../install.ts';

/** Groups that the user lacks: those that every booking needs, and those of apps that may not be installed. */
export interface Lacking {
  needed: string[];
  ofApps: string[];
}

/** Undefined when Odoo does not tell. Odoo answers the same for a group that the user lacks and for one of no app. */
export const lackingGroups = async (client: OdooClient, user: number): Promise<Lacking | undefined> => {
  const lacking: string[] = [];
  for (const group of LEAST_GROUPS) {
    const answer = await client.call<boolean>('res.users', 'has_group', { ids: [user], group_ext_id: group });
    if (!answer.ok) return undefined;
    if (!answer.value) lacking.push(group);
  }
  const isNeeded = (group: string) => /^(base|mrp)\./.test(group);
  return {
    needed: lacking.filter(isNeeded),
    ofApps: lacking.filter((group) => !isNeeded(group) && !group.startsWith('quality.')),
  };
};
