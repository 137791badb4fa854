import type { OdooClient } from '../../lambdas/odoo/client.ts';

/** The key may not read this. */
export class Unseen extends Error {}

export interface Group {
  count: number;
  /** the values that it is grouped by; a record as [id, name], none as false */
  values: Record<string, unknown>;
}

/** Reads an Odoo database by its API, in all companies that the key's user has. Changes nothing. */
export class Look {
  readonly client: OdooClient;
  #companies: number[] | undefined;

  constructor(client: OdooClient) {
    this.client = client;
  }

  /**
   * Calls a method that only reads. Undefined when the database has no such model: its app is not installed.
   * @throws {Unseen} when the key may not read it
   */
  async ask<T>(model: string, method: string, body: Record<string, unknown> = {}): Promise<T | undefined> {
    const answer = await this.client.call<T>(model, method, body);
    if (answer.ok) return answer.value;
    if (answer.code === 'missing-right') throw new Unseen(model);
    if (answer.code === 'unknown-method' && /model .* does not exist/.test(answer.message)) return undefined;
    throw new Error(`${model}.${method}: ${answer.code}: ${answer.message.split('\n')[0]}`);
  }

  /** Ids of the companies that the user has. */
  async companies(): Promise<number[]> {
    this.#companies ??= (
      (await this.ask<{ id: number }[]>('res.company', 'search_read', { fields: ['id'] })) ?? []
    )
      .map(({ id }) => id)
      .sort((a, b) => a - b);
    return this.#companies;
  }

  /** In all companies, or in one: a field of a company, such as a costing method, is read in it. */
  async #context(company?: number): Promise<{ allowed_company_ids: number[] }> {
    return { allowed_company_ids: company === undefined ? await this.companies() : [company] };
  }

  /** Records, archived ones too when `archived`; none when the app is not installed. */
  async search<T extends { id: number }>(
    model: string,
    domain: unknown[],
    fields: (keyof T & string)[],
    { archived = false, company, ...more }: { archived?: boolean; company?: number; limit?: number } = {},
  ): Promise<T[]> {
    const context = { ...(await this.#context(company)), ...(archived ? { active_test: false } : {}) };
    return (await this.ask<T[]>(model, 'search_read', { domain, fields, context, ...more })) ?? [];
  }

  async count(model: string, domain: unknown[] = [], archived = false): Promise<number> {
    const context = { ...(await this.#context()), ...(archived ? { active_test: false } : {}) };
    return (await this.ask<number>(model, 'search_count', { domain, context })) ?? 0;
  }

  /** How many records, and the names of the first of them. */
  async some(
    model: string,
    domain: unknown[],
    archived = false,
  ): Promise<{ count: number; names: string[] }> {
    const count = await this.count(model, domain, archived);
    if (count === 0) return { count, names: [] };
    const first = await this.search<{ id: number; display_name: string }>(model, domain, ['display_name'], {
      archived,
      limit: 5,
    });
    return { count, names: first.map(({ display_name }) => display_name) };
  }

  /** Groups of records, the largest first. `several`: only groups of more than one. */
  async groups(
    model: string,
    domain: unknown[],
    groupby: string[],
    { several = false, limit = 500 } = {},
  ): Promise<Group[]> {
    const rows = await this.ask<Record<string, unknown>[]>(model, 'formatted_read_group', {
      domain,
      groupby,
      aggregates: ['__count'],
      ...(several ? { having: [['__count', '>', 1]] } : {}),
      order: '__count desc',
      limit,
      context: await this.#context(),
    });
    return (rows ?? []).map((row) => ({
      count: Number(row.__count),
      values: Object.fromEntries(groupby.map((name) => [name, row[name]])),
    }));
  }

  /** Whether the app of a model is installed. */
  async has(model: string): Promise<boolean> {
    return (await this.ask(model, 'search_count', { domain: [['id', '=', 0]] })) !== undefined;
  }
}

/** A record as Odoo answers it in a field. */
export type Reference = [number, string] | false;
export const idOf = (reference: Reference): number | undefined => (reference ? reference[0] : undefined);
export const nameOf = (reference: unknown): string => (Array.isArray(reference) ? String(reference[1]) : '');
