import type { LocalGateway } from './local-gateway.ts';

/** Why plant queues are held, by plant. A queue that waits for Odoo to come back is not held. */
export const heldPlantQueues = async (
  gateway: Pick<LocalGateway, 'operate'>,
): Promise<Map<string, string>> => {
  const { result } = await gateway.operate({ command: 'lanes' });
  const plantQueues = result as { plant: string; state: string; reason?: string }[];
  return new Map(
    plantQueues.flatMap(({ plant, state, reason }) =>
      state === 'held' ? [[plant, reason ?? state] as const] : [],
    ),
  );
};
