import { randomNumbers } from '../../sample/random.ts';
import { type Answer, errorAnswer, htmlAnswer, serializationFailure, unauthorized } from './errors.ts';

/** What may go wrong with one call. */
export type Fault =
  /** everything is committed, then the connection breaks or a proxy answers in Odoo's place */
  | { kind: 'lose-answer'; how?: 'reset' | 'bad-gateway' }
  /** the connection breaks before anything is done */
  | { kind: 'lose-request' }
  /** the call is done, and answered only after this long */
  | { kind: 'delay'; ms: number }
  /** the call waits until the test lets it go on */
  | { kind: 'hold'; until: Promise<void> }
  /** nothing is done; this is the answer */
  | { kind: 'answer'; with: CannedAnswer }
  /** the server dies after so many events of the batch; everything is rolled back */
  | { kind: 'crash'; afterEvents: number };

type CannedAnswer =
  | 'unauthorized'
  | 'too-many-requests'
  | 'bad-gateway'
  | 'unavailable'
  | 'html'
  | 'serialization-failure';

export function cannedAnswer(kind: CannedAnswer): Answer {
  switch (kind) {
    case 'unauthorized':
      return errorAnswer(unauthorized());
    case 'too-many-requests': {
      const answer = htmlAnswer(429, 'Too Many Requests', 'Slow down.');
      return { ...answer, headers: { ...answer.headers, 'retry-after': '1' } };
    }
    case 'bad-gateway':
      return htmlAnswer(502, 'Bad Gateway', 'The upstream server closed the connection.');
    case 'unavailable':
      return htmlAnswer(503, 'Service Unavailable', 'The server is restarting.');
    case 'html':
      return htmlAnswer(200, 'Maintenance', 'Back in a minute.');
    case 'serialization-failure':
      return errorAnswer(serializationFailure());
  }
}

export interface Faults {
  /** The next posting calls meet these faults, one each, in this order. */
  next(...faults: Fault[]): void;
  /** Every JSON-2 call meets this fault, until it is lifted with `undefined`. */
  always(fault: Fault | undefined): void;
  /** This share of posting calls, from 0 to 1, meets the fault; the same seed picks the same calls. */
  some(share: number, fault: Fault, seed?: number): void;
  clear(): void;
}

export interface FaultPlan extends Faults {
  /** The fault that this call meets, if any. */
  meet(posting: boolean): Fault | undefined;
}

export function faultPlan(): FaultPlan {
  let queued: Fault[] = [];
  let currentFault: Fault | undefined;
  let scattered: { share: number; fault: Fault; random: () => number } | undefined;
  return {
    next: (...faults) => queued.push(...faults),
    always: (fault) => {
      currentFault = fault;
    },
    some: (share, fault, seed = 1) => {
      scattered = { share, fault, random: randomNumbers(seed) };
    },
    clear: () => {
      queued = [];
      currentFault = undefined;
      scattered = undefined;
    },
    meet: (posting) => {
      if (currentFault !== undefined) return currentFault;
      if (!posting) return undefined;
      const fault = queued.shift();
      if (fault !== undefined) return fault;
      return scattered !== undefined && scattered.random() < scattered.share ? scattered.fault : undefined;
    },
  };
}
