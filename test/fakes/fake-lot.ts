import type { LotAfterBooking, Verdict } from '../../events/booking.ts';
import type { EventKey } from '../../events/envelope.ts';
import { originOf } from '../../events/envelope.ts';
import type { EventRecord } from '../../lambdas/store/event-record.ts';

const odooMoment = (time: number) => new Date(time).toISOString().slice(0, 19).replace('T', ' ');

/** A lot in quality hold in Odoo, by the rules of `odoo/plant_gateway/procedures/{_verdicts,_holding}.py`. */
export class FakeLot {
  readonly item = 'YOGHURT';
  readonly lot = 'Y-1';
  /** what events brought into the hold place, by their time */
  readonly #came: { at: number; amount: number }[] = [];
  #went = 0;
  #byHand = 0;
  stock = 0;
  verdict: { word: Verdict; at: number; event: EventKey } | undefined;
  expires: number | undefined;
  /** how many activities for people were made */
  raised = 0;
  /** the gateway's own releases that released something, and the verdict before each */
  readonly let: { eventKey: EventKey; amount: number; before: Verdict | undefined; beforeOwn: boolean }[] =
    [];
  /** own releases that Odoo refuses */
  refuses = false;
  /** whether the deciding event is the gateway's own */
  decidedByGateway = false;

  get held(): number {
    return this.#sum(Number.POSITIVE_INFINITY) - this.#went + this.#byHand;
  }

  covered(until: number): number {
    return Math.max(0, Math.min(this.held - this.#byHand, this.#sum(until) - this.#went));
  }

  putByHand(amount: number): void {
    this.#byHand += amount;
  }

  /** Returns what the event did to the lot, or undefined when it is refused. */
  book({ event, eventKey }: EventRecord): LotAfterBooking | undefined {
    const time = Date.parse(event.time);
    const data = event.data as Record<string, unknown>;
    const own = originOf(event).system === 'gateway';
    if (own && this.refuses) return undefined;
    let moved = 0;
    let overrode: Verdict | undefined;
    if (event.type.includes('.production.')) {
      moved = (data.quantity as { value: number }).value;
      this.#came.push({ at: time, amount: moved });
    } else if (event.type.includes('.lot.inspected.')) {
      if (data.verdict !== 'pending' && this.#judge(data.verdict as Verdict, time, eventKey, own))
        if (data.verdict === 'fail') moved = this.#holdAll(time);
    } else if (event.type.includes('.lot.held.')) {
      if (this.#judge('held', time, eventKey, own)) moved = this.#holdAll(time);
    } else if (event.type.includes('.lot.released.')) {
      const before = { before: this.verdict?.word, beforeOwn: this.decidedByGateway };
      if (this.#judge('released', time, eventKey, own)) {
        if (before.before === 'fail' || before.before === 'held') overrode = before.before;
        moved = -this.covered(time);
        this.#went -= moved;
        this.stock -= moved;
        if (own && moved < 0) this.let.push({ eventKey, amount: -moved, ...before });
      }
    } else this.raised += 1;
    const { verdict } = this;
    return {
      ...{
        item: this.item,
        lot: this.lot,
        uom: 'uom.product_uom_kgm',
        uom_name: 'kg',
        moved,
        held: this.held,
      },
      ...(verdict && {
        ...{ verdict: verdict.word, verdict_at: odooMoment(verdict.at), decides: verdict.event === eventKey },
      }),
      ...(overrode && { overrode }),
    };
  }

  state(): object {
    const { verdict } = this;
    const lets = verdict && !['fail', 'held'].includes(verdict.word);
    return {
      ...{ held: this.held, covered: lets ? this.covered(verdict.at) : 0 },
      ...(verdict && {
        ...{ verdict: verdict.word, verdict_at: odooMoment(verdict.at), verdict_event: verdict.event },
      }),
      ...(this.expires !== undefined && { expires: odooMoment(this.expires) }),
    };
  }

  #judge(word: Verdict, at: number, event: EventKey, own: boolean): boolean {
    const before = this.verdict;
    const holds = (one: Verdict) => one === 'fail' || one === 'held';
    if (before && (at < before.at || (at === before.at && holds(before.word) && !holds(word)))) return false;
    this.verdict = { word, at, event };
    this.decidedByGateway = own;
    return true;
  }

  #holdAll(at: number): number {
    const amount = this.stock;
    this.stock = 0;
    if (amount > 0) this.#came.push({ at, amount });
    return amount;
  }

  #sum(until: number): number {
    return this.#came.reduce((sum, { at, amount }) => (at <= until ? sum + amount : sum), 0);
  }
}
