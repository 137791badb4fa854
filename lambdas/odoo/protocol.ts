import { MODULE_VERSION } from './module-version.ts';

/**
 * Version of the form in which gateway and module talk: the keys of a call, the keys of a reply, and what they mean. It is
 * not the module's version, which changes with every line of a procedure. Both sides speak this protocol and the one before,
 * so either side can be upgraded first (docs/adr/0046-protocol-range.md).
 *
 * | protocol | call | reply |
 * |---|---|---|
 * | 1 | `version`, which must be the module's; `events` or `ask` | `version`; `rows`, `answer`, `refused` or `error`; 55 refusal codes |
 * | 2 | also `protocol` and `environment`; `version` is for information | also `protocols`, oldest and newest; any refusal code |
 */
export const PROTOCOL = 2;
export const OLDEST_PROTOCOL = 1;

/**
 * Versions of modules that were released before modules knew protocols. They speak protocol 1, and only with a gateway that
 * has exactly their version. `_protocol.py` has the same list: gateways of that time demand it in return.
 */
export const BEFORE_PROTOCOLS: readonly string[] = [
  // commit 863c5cd
  '19.0.1.1.0+f5b905ca',
  // commit 0943b90
  '19.0.1.1.0+3516b644',
];

/** How a module has to be spoken to. */
export interface SpokenProtocol {
  protocol: number;
  /** the version to state to a module that does not know protocols */
  version?: string;
}

export const newestProtocol: SpokenProtocol = { protocol: PROTOCOL };

/**
 * The input of the server action. A module that does not know protocols is told none. Since protocol 2 the gateway names its
 * environment, and a database that is marked for another one refuses the call (docs/adr/0047-environment-mark.md).
 */
export const requestIn = (
  { protocol, version }: SpokenProtocol,
  environment: string | undefined,
  body: Record<string, unknown>,
) => ({
  ...(version === undefined ? { version: MODULE_VERSION, protocol } : { version }),
  ...(protocol >= 2 && environment !== undefined && { environment }),
  ...body,
});

export interface Heading {
  version: string;
  /** oldest and newest protocol of the module; undefined for a module that does not know protocols */
  protocols: readonly [number, number] | undefined;
}

/** What a reply says of the module. Undefined when the reply is not the server action's: Odoo's wizards have no version. */
export const headingOf = (reply: unknown): Heading | undefined => {
  const { version, protocols } = (reply ?? {}) as { version?: unknown; protocols?: unknown };
  if (typeof version !== 'string') return undefined;
  if (protocols === undefined) return { version, protocols };
  const [oldest, newest, ...more] = Array.isArray(protocols) ? protocols : [];
  return Number.isInteger(oldest) && Number.isInteger(newest) && more.length === 0
    ? { version, protocols: [oldest, newest] }
    : undefined;
};

/** The newest protocol that the module understands. Undefined when there is none. */
export const commonProtocol = ({ version, protocols }: Heading): SpokenProtocol | undefined => {
  if (!protocols) return BEFORE_PROTOCOLS.includes(version) ? { protocol: 1, version } : undefined;
  const [oldest, newest] = protocols;
  const common = Math.min(PROTOCOL, newest);
  return common >= Math.max(OLDEST_PROTOCOL, oldest) ? { protocol: common } : undefined;
};

export const sameProtocol = (one: SpokenProtocol, other: SpokenProtocol): boolean =>
  one.protocol === other.protocol && one.version === other.version;

/** Why they cannot talk, and which side to upgrade. */
export const mismatch = ({ version, protocols }: Heading): string => {
  const [oldest] = protocols ?? [0];
  const remedy =
    oldest > PROTOCOL
      ? 'deploy a newer gateway'
      : 'install the module of this gateway with npm run odoo:install -- --env <environment>';
  const spoken = protocols
    ? `speaks protocols ${protocols.join(' to ')}`
    : 'does not say which protocols it speaks';
  return `the module in Odoo (version ${version}) ${spoken}, this gateway speaks ${OLDEST_PROTOCOL} to ${PROTOCOL}: ${remedy}`;
};
