import type { LocalGateway } from './local-gateway.ts';

/** Why lanes are held, by plant; a lane that waits for Odoo to come back is not. */
export const heldPlantQueues = async (
  gateway: Pick<LocalGateway, 'operate'>,
): Promise<Map<string, string>> => {
  const { result } = await gateway.operate({ command: 'lanes' });
  const lanes = result as { plant: string; state: string; reason?: string }[];
  return new Map(
    lanes.flatMap(({ plant, state, reason }) =>
      state === 'held' ? [[plant, reason ?? state] as const] : [],
    ),
  );
};
