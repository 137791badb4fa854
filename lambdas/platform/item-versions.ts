/** An item of any table. */
type Stored = Record<string, unknown>;

/**
 * Brings an item from its version to the next. It must be idempotent, derive the newer attributes from the older ones each time,
 * and take an item without the attributes that it adds: an older release, still running or rolled back to, changes the older
 * attributes only, and replaces items without the newer ones.
 */
export type UpgradeStep = (item: Stored) => Stored;

/**
 * Upgrade steps by kind of item, the first from version 1 to version 2. Items without a version are of version 1. A kind is the
 * last word of the table's name and the first of the partition key, such as `ledger/EVENT` or `gate/LOT`. ADR 50 says how to
 * add a step, and when to remove it.
 */
export type UpgradeSteps = Readonly<Record<string, readonly UpgradeStep[]>>;
export const upgradeSteps: UpgradeSteps = {};

/** Takes the place of a step that was removed, because the places of the steps are the versions. */
export const removedStep: UpgradeStep = ({ pk, sk }) => {
  throw new Error(
    `${pk} ${sk} has a form that this release no longer reads: run the release before, and its migrate`,
  );
};

/** Attribute with an item's version. Stores never see it. */
export const versionAttribute = 'v';

export const versionOf = (item: Stored): number => Number(item[versionAttribute] ?? 1);

/** The versions of one table's items. */
export class ItemVersions {
  readonly #table: string;
  readonly #steps: UpgradeSteps;

  /** @param tableName as `opg-<environment>-ledger` */
  constructor(tableName: string, steps: UpgradeSteps = upgradeSteps) {
    this.#table = tableName.split('-').at(-1) ?? '';
    this.#steps = steps;
  }

  /** false: no kind of item of this table has changed its form */
  get haveSteps(): boolean {
    return this.stepCounts !== '{}';
  }

  /** The number of steps by kind, as JSON; the same for releases that write the same forms. */
  get stepCounts(): string {
    const ofTable = Object.entries(this.#steps).filter(
      ([kind, steps]) => kind.startsWith(`${this.#table}/`) && steps.length > 0,
    );
    return JSON.stringify(Object.fromEntries(ofTable.map(([kind, steps]) => [kind, steps.length])));
  }

  kindOf({ pk }: Stored): string {
    return `${this.#table}/${String(pk).split('#', 1)[0]}`;
  }

  newest(item: Stored): number {
    return this.#stepsFor(item).length + 1;
  }

  /** The item as it is stored: with the newest version of its kind. */
  stamp(item: Stored): Stored {
    return { ...item, [versionAttribute]: this.newest(item) };
  }

  /** The item as stores read it: in its newest form, without its version. An item of a newer release stays as it is. */
  upgrade(item: Stored): Stored {
    const todo = this.#stepsFor(item).slice(versionOf(item) - 1);
    const { [versionAttribute]: _, ...newest } = todo.reduce((older, step) => step(older), item);
    return newest;
  }

  #stepsFor(item: Stored): readonly UpgradeStep[] {
    const kind = this.kindOf(item);
    return Object.hasOwn(this.#steps, kind) ? (this.#steps[kind] ?? []) : [];
  }
}
