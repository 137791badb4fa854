/**
 * Who may be where: a lot of one item in the plants of two companies, as docs/quality.md has it. It knows nothing of the
 * module's code. Times are numbers that only their order matters of.
 *
 * OSL holds all of the item until it is released, and may be shipped from. GDA has a hold place and holds what quality
 * holds. BAR is of the same company, has no hold place and allows negative stock. VCO is of another company.
 */
export type PlantName = 'OSL' | 'GDA' | 'BAR' | 'VCO';

export type Act =
  | { do: 'make'; plant: 'OSL' | 'GDA'; amount: number; at: number }
  | {
      do: 'word';
      plant: 'OSL' | 'GDA' | 'VCO';
      word: 'fail' | 'held' | 'pass' | 'released';
      amount?: number;
      at: number;
    }
  | { do: 'ship'; amount: number; at: number }
  | { do: 'return'; amount: number; at: number }
  | { do: 'use'; amount: number; at: number }
  | { do: 'move'; plant: PlantName; amount: number; at: number }
  | { do: 'count'; plant: PlantName; amount: number; at: number }
  | { do: 'scrap'; amount: number; at: number }
  /** by a person, at OSL */
  | {
      by: 'person';
      do: 'take-out' | 'put-in' | 'deliver' | 'deliver-held' | 'count-hold' | 'return-all';
      amount: number;
      at: number;
    }
  | { do: 'watch'; at: number };

interface Standing {
  word: '' | 'fail' | 'held' | 'pass' | 'released';
  at: number;
  /** of a held or failed lot: how much of each plant may be used all the same */
  free: Record<PlantName, number>;
}

interface Hold {
  /** what events brought, by its time, and what they took out */
  brought: { at: number; amount: number }[];
  let: number;
  /** what people put in and took out */
  put: number;
  taken: number;
}

const plants: readonly PlantName[] = ['OSL', 'GDA', 'BAR', 'VCO'];
const companyOf = (plant: PlantName) => (plant === 'VCO' ? 'other' : 'ours');
const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

export class Model {
  readonly open: Record<PlantName, number> = { OSL: 0, GDA: 0, BAR: 0, VCO: 0 };
  readonly holds: Record<'OSL' | 'GDA' | 'VCO', Hold> = { OSL: empty(), GDA: empty(), VCO: empty() };
  readonly standing: Record<'ours' | 'other', Standing> = { ours: noWord(), other: noWord() };
  readonly seen = new Set<PlantName>();
  atCustomer = 0;
  /** what people did and the gateway has not found yet */
  unseen: { what: 'back' | 'out'; amount: number }[] = [];

  held(plant: PlantName): number {
    if (plant === 'BAR') return 0;
    const { brought, let: gone, put, taken } = this.holds[plant];
    return sum(brought.map(({ amount }) => amount)) - gone + put - taken;
  }

  /** What a release of this time lets out: what events brought until then. What people put there stays. */
  covered(plant: 'OSL' | 'GDA' | 'VCO', until: number): number {
    const { brought, let: gone, put, taken } = this.holds[plant];
    const came = sum(brought.filter(({ at }) => at <= until).map(({ amount }) => amount));
    const byHand = Math.max(put - taken, 0);
    return Math.max(0, Math.min(this.held(plant) - byHand, came - gone - Math.max(taken - put, 0)));
  }

  /** Does what the gateway does. False: it refuses, and nothing changes. */
  act(act: Act): boolean {
    if ('by' in act) return this.person(act);
    switch (act.do) {
      case 'make':
        return this.brings(act.plant, act.amount, act.at, act.plant === 'OSL');
      case 'word':
        return this.word(act);
      case 'ship':
        return this.takes('OSL', act.amount, () => (this.atCustomer += act.amount));
      case 'return':
        if (act.amount > this.atCustomer) return false;
        this.atCustomer -= act.amount;
        return this.brings('OSL', act.amount, act.at, true);
      case 'use':
        return this.takes('GDA', act.amount);
      case 'move':
        return this.takes(act.plant, act.amount, () => (this.open[act.plant] += act.amount), true);
      case 'count':
        return this.count(act.plant, act.amount);
      case 'scrap':
        return this.scrap(act.amount);
      case 'watch':
        for (const each of this.unseen.splice(0)) this.find(each, act.at);
        return true;
    }
  }

  private lot(plant: PlantName): Standing {
    return this.standing[companyOf(plant)];
  }
  private isHeld(plant: PlantName): boolean {
    const { word } = this.lot(plant);
    return word === 'fail' || word === 'held';
  }
  private waiting(plant: PlantName): number {
    return sum(plants.filter((each) => companyOf(each) === companyOf(plant)).map((each) => this.held(each)));
  }
  /** How much of the plant may lie open or be promised: no limit for a lot that nobody holds. */
  most(plant: PlantName): number {
    return this.isHeld(plant) ? this.free(plant) : Number.POSITIVE_INFINITY;
  }
  private free(plant: PlantName): number {
    return Math.min(this.lot(plant).free[plant], Math.max(this.open[plant], 0));
  }
  private settle(plant: PlantName, free: number): void {
    if (this.isHeld(plant)) this.lot(plant).free[plant] = Math.max(Math.min(free, this.open[plant]), 0);
  }

  private brings(plant: PlantName, amount: number, at: number, needsRelease: boolean): boolean {
    this.seen.add(plant);
    if (plant !== 'BAR' && (needsRelease || this.isHeld(plant)))
      this.holds[plant].brought.push({ at, amount });
    else this.open[plant] += amount;
    return true;
  }

  /** A plant takes goods for good, or within its stock. */
  private takes(plant: PlantName, amount: number, then: () => void = () => {}, within = false): boolean {
    if (!this.seen.has(plant) && plant !== 'BAR') return false;
    const missing = amount - this.open[plant];
    if (this.isHeld(plant)) {
      const free = this.free(plant);
      if (amount > free || (missing > 0 && plant !== 'BAR')) return false;
      this.open[plant] -= amount;
      then();
      this.settle(plant, within ? free : free - amount);
      return true;
    }
    const due = plant === 'BAR' ? 0 : Math.max(missing, 0);
    if (due > 0) {
      const { word, at } = this.lot(plant);
      if (plant === 'BAR' || word === '' || this.covered(plant, at) < due) return false;
    }
    const after = this.open[plant] + due - (within ? 0 : amount);
    if (this.waiting(plant) - due > 0 && after < 0) return false;
    if (due > 0 && plant !== 'BAR') {
      this.holds[plant].let += due;
      this.open[plant] += due;
    }
    this.open[plant] -= amount;
    then();
    return true;
  }

  private word({ plant, word, amount, at }: Extract<Act, { do: 'word' }>): boolean {
    const lot = this.lot(plant);
    const holds = word === 'fail' || word === 'held';
    const late = lot.word !== '' && (at < lot.at || (at === lot.at && this.isHeld(plant) && !holds));
    if (holds) {
      // Everything is held already: there is nothing to do.
      const ours = plants.filter((each) => companyOf(each) === companyOf(plant));
      if (late && this.isHeld(plant) && ours.every((each) => lot.free[each] === 0)) return true;
      return !late && this.hold(plant, word, amount, at);
    }
    if (!this.seen.has(plant)) return false;
    if (late) return true;
    if (word === 'pass') Object.assign(lot, { word, at });
    else {
      const covered = this.covered(plant, at);
      if (amount !== undefined && covered < amount) return false;
      if (amount === undefined) Object.assign(lot, { word, at });
      else if (this.isHeld(plant)) lot.free[plant] += amount;
      this.holds[plant].let += amount ?? covered;
      this.open[plant] += amount ?? covered;
    }
    return true;
  }

  private hold(
    plant: 'OSL' | 'GDA' | 'VCO',
    word: 'fail' | 'held',
    amount: number | undefined,
    at: number,
  ): boolean {
    if (amount !== undefined && this.open[plant] <= 0 && this.held(plant) < amount) return false;
    const lot = this.lot(plant);
    const before = this.isHeld(plant) ? { ...lot.free } : { ...this.open };
    Object.assign(lot, { word, at });
    const all = (['OSL', 'GDA', 'VCO'] as const).filter((each) => companyOf(each) === companyOf(plant));
    let held = 0;
    for (const each of amount === undefined ? all : [plant]) {
      const there = Math.min(Math.max(this.open[each], 0), amount ?? Number.POSITIVE_INFINITY);
      this.open[each] -= there;
      if (there > 0) this.holds[each].brought.push({ at, amount: there });
      held += there;
    }
    if (amount !== undefined) before[plant] -= held;
    for (const each of plants) lot.free[each] = amount === undefined ? 0 : Math.max(before[each], 0);
    return true;
  }

  private count(plant: PlantName, amount: number): boolean {
    const change = amount - this.open[plant];
    if (change > 0) {
      const released = ['pass', 'released'].includes(this.lot(plant).word);
      const lies = plant !== 'BAR' && this.held(plant) > 0;
      if (this.isHeld(plant) || lies || (!released && (this.waiting(plant) > 0 || plant === 'OSL')))
        return false;
    } else if (this.isHeld(plant)) {
      const free = this.free(plant);
      if (-change > free) return false;
      this.open[plant] = amount;
      this.settle(plant, free + change);
      return true;
    }
    if (change !== 0) this.seen.add(plant);
    this.open[plant] = amount;
    return true;
  }

  /** Only drawn while the lot must be held. */
  private scrap(amount: number): boolean {
    if (this.held('OSL') >= amount) this.holds.OSL.let += amount;
    else if (this.open.OSL >= amount) this.open.OSL -= amount;
    else return false;
    this.settle('OSL', this.free('OSL'));
    return true;
  }

  private person({ do: what, amount }: Extract<Act, { by: 'person' }>): boolean {
    const hold = this.holds.OSL;
    const note = (did: (typeof this.unseen)[number]['what'], of = amount) =>
      this.unseen.push({ what: did, amount: of });
    switch (what) {
      case 'take-out':
        hold.taken += amount;
        this.bringIn(amount);
        note('out');
        break;
      case 'put-in': {
        hold.put += amount;
        // What is not free is put aside first.
        const free = this.free('OSL');
        this.open.OSL -= amount;
        this.settle('OSL', free);
        break;
      }
      case 'deliver': {
        const free = this.free('OSL');
        this.open.OSL -= amount;
        this.settle('OSL', free - amount);
        break;
      }
      case 'deliver-held':
        hold.taken += amount;
        break;
      case 'count-hold':
        if (amount > this.held('OSL')) hold.put += amount - this.held('OSL');
        else hold.taken += this.held('OSL') - amount;
        break;
      case 'return-all':
        this.bringIn(this.atCustomer);
        note('back', this.atCustomer);
        this.atCustomer = 0;
    }
    return true;
  }

  /** Nothing that a person brings in is free. */
  private bringIn(amount: number): void {
    const free = this.free('OSL');
    this.open.OSL += amount;
    this.settle('OSL', free);
  }

  private find({ what, amount }: (typeof this.unseen)[number], at: number): void {
    const lot = this.lot('OSL');
    const exposed = Math.max(this.open.OSL - lot.free.OSL, 0);
    const back = this.isHeld('OSL') ? exposed : what === 'back' ? amount : 0;
    const there = Math.min(back, Math.max(this.open.OSL, 0));
    this.open.OSL -= there;
    if (there > 0) this.holds.OSL.brought.push({ at, amount: there });
  }
}

function empty(): Hold {
  return { brought: [], let: 0, put: 0, taken: 0 };
}
function noWord(): Standing {
  return { word: '', at: 0, free: { OSL: 0, GDA: 0, BAR: 0, VCO: 0 } };
}
