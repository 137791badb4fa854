import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import type { MasterData } from '../../odoo/master-data.ts';
import { openBooks } from './database.ts';
import { type Faults, faultPlan } from './http/faults.ts';
import { listen, serve, type Traffic } from './http/json2.ts';
import { type Inspection, inspect } from './inspect/stock-and-orders.ts';
import { seed } from './records/seed.ts';
import { actionId, execute } from './server-action.ts';

export type { Fault, Faults } from './http/faults.ts';
export interface FakeOdooOptions {
  /** Where the books are kept; in memory when absent. */
  dataDir?: string;
  /** 0 picks a free one. */
  port?: number;
  apiKey?: string;
  database?: string;
  /** How long a call takes beyond its own work: a real Odoo needs about 60 ms an event. */
  latencyMs?: number;
  /** The clock that lots expire by. */
  now?: () => Date;
  /** The environment that its database is marked with. */
  environment?: string;
}

export interface FakeOdoo {
  readonly url: string;
  readonly database: string;
  readonly apiKey: string;
  /** Id of the server action that books postings. */
  readonly actionId: number;
  readonly faults: Faults;
  readonly traffic: Readonly<Traffic>;
  readonly inspect: Inspection;
  seed(data: MasterData): void;
  /** Another installed version, from before protocols: it takes calls of exactly this version. */
  setModuleVersion(version: string): void;
  /** Marks the database for another environment. */
  markFor(environment: string): void;
  /** The old key stops working at once. */
  setApiKey(key: string): void;
  /** Refuses connections until `up`, on the same port; the books stay. */
  down(): Promise<void>;
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an Odoo 19 as the gateway sees it: JSON-2, the posting action, and the stock behind them. */
export async function startFakeOdoo(options: FakeOdooOptions = {}): Promise<FakeOdoo> {
  const { dataDir, port = 0, apiKey = 'fake-odoo-key', database = 'fake-odoo', latencyMs = 0 } = options;
  const { environment = 'local' } = options;
  const now = options.now ?? (() => new Date());
  const books = openBooks(dataDir);
  const faults = faultPlan();
  const installed = { version: MODULE_VERSION, apiKey, environment };
  const traffic: Traffic = { calls: 0, postings: 0 };
  const serving = {
    traffic,
    database,
    faults,
    latencyMs,
    isKey: (key: string) => key === installed.apiKey,
    execute: (call: Parameters<typeof execute>[1], crashAfter: number | undefined) =>
      execute(
        { books, version: installed.version, environment: installed.environment, now: now(), crashAfter },
        call,
      ),
  };
  const listener = await listen(port, (request, response) => {
    // The client hung up. Whatever was committed stays committed.
    serve(serving, request, response).catch(() => response.destroy());
  });
  return {
    url: listener.url,
    database,
    apiKey,
    actionId,
    faults,
    traffic,
    inspect: inspect(books),
    seed: (data) => seed(books, data, now()),
    setModuleVersion: (version) => {
      installed.version = version;
    },
    markFor: (name) => {
      installed.environment = name;
    },
    setApiKey: (key) => {
      installed.apiKey = key;
    },
    down: listener.down,
    up: listener.up,
    stop: async () => {
      await listener.down();
      books.close();
    },
  };
}
