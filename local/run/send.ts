import { setTimeout as pause } from 'node:timers/promises';

/** A row of the gateway's answer. */
export interface AnsweredRow {
  status: 'accepted' | 'duplicate' | 'conflict' | 'rejected';
  eventKey?: string;
}

export const batchType = 'application/cloudevents-batch+json';

/** Sends a batch as a partner would: slower after a 429, again when the gateway could not finish. */
export const sendBatch = async (
  url: string,
  key: string,
  events: readonly unknown[],
): Promise<AnsweredRow[]> => {
  for (let attempt = 1; ; attempt++) {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': batchType, 'x-api-key': key },
      body: JSON.stringify(events),
    });
    if (response.status === 202 || response.status === 207)
      return ((await response.json()) as { events: AnsweredRow[] }).events;
    const again = response.status === 429 || response.status >= 500;
    if (!again || attempt === 10)
      throw new Error(`the gateway answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
    await pause(Number(response.headers.get('retry-after') ?? 1) * 1000);
  }
};

/** Calls again after a 429, as a partner would. */
export const withRetries = async (call: () => Promise<Response>): Promise<Response> => {
  for (let attempt = 1; ; attempt++) {
    const response = await call();
    if (response.status !== 429 || attempt === 20) return response;
    await pause(Number(response.headers.get('retry-after') ?? 1) * 1000);
  }
};

export interface EventState {
  eventKey: string;
  status: string;
  id: string;
  subject: string;
  attempts: number;
  document?: { model: string; id: number; name: string };
  reason?: { code: string; message: string; pointer?: string; missing?: { kind: string; code: string }[] };
}

/** All events of a plant, by the list that partners see. */
export const listEvents = async (url: string, key: string, plant: string): Promise<EventState[]> => {
  const events: EventState[] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor && { cursor }) });
    const response = await withRetries(() =>
      fetch(`${url}/v1/plants/${plant}/events?${query}`, { headers: { 'x-api-key': key } }),
    );
    if (!response.ok) throw new Error(`the gateway answered ${response.status}`);
    const page = (await response.json()) as { events: EventState[]; cursor?: string };
    events.push(...page.events);
    cursor = page.cursor;
  } while (cursor);
  return events;
};

export const isOnItsWay = ({ status }: Pick<EventState, 'status'>): boolean =>
  status === 'accepted' || status === 'posting';

/** Waits until all events of the plant are settled, or the time is over. Returns its events. */
export const untilSettled = async (
  url: string,
  key: string,
  plant: string,
  waitMs: number,
  giveUp: () => boolean = () => false,
): Promise<EventState[]> => {
  const deadline = Date.now() + waitMs;
  for (;;) {
    const events = await listEvents(url, key, plant);
    if (!events.some(isOnItsWay) || Date.now() > deadline || giveUp()) return events;
    await pause(250);
  }
};
