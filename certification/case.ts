import type { definePlant } from '../configuration/plant.ts';
import type { RefusalCode } from '../lambdas/odoo/refusals.ts';

/** A case: the same work done by events and by a person in Odoo's screens. */

export interface Item {
  name: string;
  tracking?: 'none' | 'lot' | 'serial';
  /** name of Odoo's unit; absent: Units */
  unit?: string;
  /** per unit, in the company's currency */
  cost?: number;
  price?: number;
  category?: string;
  /** each lot has a cost of its own */
  lot_valuated?: boolean;
  /** lots have an expiry date */
  expires?: boolean;
  /** it is made in a location with an account, so that Odoo posts labour */
  posts_labour?: boolean;
  /** false: no internal reference, so only the name tells it */
  reference?: boolean;
  /** internal reference other than the name, or an attribute's values: a variant each, without references */
  code?: string;
  variants?: string[];
  barcode?: string;
  /** the name in other languages, by the code of the language */
  translated?: Record<string, string>;
  archived?: boolean;
  /** name of the company that alone has it; absent: all */
  company?: string;
}

/**
 * What a case starts from. Names are without the case's prefix; a product may also be one that the database has, by its
 * internal reference. Made alike for events and screens.
 */
export interface Fixture {
  /** internal locations, by their full names */
  locations?: string[];
  /** transfers of its purchases and sales keep the unit of the order, a setting of Odoo's */
  keepUnits?: boolean;
  /** company in which the case is worked; absent: the first */
  company?: string;
  /** products of the database itself that the case works with: names as Odoo shows them, or references */
  existing?: string[];
  /** units made in Odoo: so many of another */
  units?: { name: string; of: string; quantity: number; translated?: Record<string, string> }[];
  partners?: { name: string; parent?: string; reference?: string; company?: string }[];
  places?: { name: string; parent?: string; warehouse?: string }[];
  reasons?: { name: string; translated?: Record<string, string> }[];
  warehouses?: {
    code: string;
    company?: string;
    reception?: 1 | 2 | 3;
    delivery?: 1 | 2 | 3;
    manufacture?: 1 | 2 | 3;
  }[];
  workcenters?: {
    name: string;
    /** false: no code */
    reference?: boolean;
    hourly?: number;
    /** percent */
    efficiency?: number;
    /** setup and cleanup of an operation, minutes */
    time_start?: number;
    time_stop?: number;
    /** pieces that are made in one cycle */
    at_once?: number;
  }[];
  categories?: {
    name: string;
    cost: 'standard' | 'fifo' | 'average';
    valuation?: 'periodic' | 'real_time';
  }[];
  products?: Item[];
  boms?: {
    product: string;
    quantity?: number;
    unit?: string;
    kind?: 'normal' | 'phantom' | 'subcontract';
    /** partner who makes it, of kind `subcontract` */
    subcontractor?: string;
    consumption?: 'flexible' | 'warning' | 'strict';
    lines: { product: string; quantity: number; unit?: string; operation?: string }[];
    /** `estimated`: its cost is that of the expected minutes, whatever it took */
    operations?: { name: string; workcenter: string; minutes: number; estimated?: boolean }[];
    byproducts?: { product: string; quantity: number; unit?: string; cost_share?: number }[];
  }[];
  stock?: {
    product: string;
    quantity: number;
    lot?: string;
    expires?: string;
    location?: string;
    /** lies at this subcontractor */
    at?: string;
    warehouse?: string;
  }[];
  orders?: {
    name: string;
    product: string;
    quantity: number;
    unit?: string;
    warehouse?: string;
    confirmed?: boolean;
    /** by a BOM that has operations, of several of a product */
    routed?: boolean;
  }[];
  purchases?: {
    name: string;
    partner: string;
    lines: { product: string; quantity: number; price: number; unit?: string }[];
    warehouse?: string;
    confirmed?: boolean;
  }[];
  sales?: {
    name: string;
    partner: string;
    lines: { product: string; quantity: number; price?: number; unit?: string }[];
    warehouse?: string;
    confirmed?: boolean;
    /** name of its first transfer */
    delivery?: string;
  }[];
  /** dates up to which the company's books are closed, `YYYY-MM-DD`. They stay, so all cases lock the same */
  locks?: { fiscalyear?: string; tax?: string; hard?: string }[];
}

/** A method of `odoo/screens.py` or of the files that it imports, and its arguments. */
export interface ScreenStep {
  do: string;
  /** RFC 3339; when it is done, in a case that says when it begins. Absent: when the step before was done */
  at?: string;
  [argument: string]: unknown;
}

export interface CaseEvent {
  /** short name, as `production.reported` */
  type: string;
  /** the event's data, with the case's names */
  data: Record<string, unknown>;
  /** RFC 3339; absent: now */
  time?: string;
  /** seconds before it is booked, instead of `time` */
  ago?: number;
}

/** What a person does in Odoo while events come, in both ways of working. */
export interface PeopleStep {
  people: ScreenStep[];
}

export interface Case {
  /** the case is about this language of the integration user, and is left out with any other */
  language?: string;
  /** a sentence that says what is done; unique */
  says: string;
  fixture: Fixture;
  /**
   * RFC 3339: when the fixture was made. The screens are then worked under libfaketime, each step at its own time, so in the
   * order in which things happened; the events are booked now, in the order in which they arrive. Dates are compared to the
   * minute.
   */
  begins?: string;
  /** what the plant's profile says otherwise than the usual one */
  profile?: Partial<Parameters<typeof definePlant>[0]>;
  /** `n` makes a name of the case's own from a short one */
  events(n: (name: string) => string): (CaseEvent | PeopleStep)[];
  /** the plant's code mapping: Odoo's codes by `kind#code` */
  codes?(n: (name: string) => string): Record<string, string>;
  /** the same work in Odoo's screens, people's steps included */
  screens: ScreenStep[];
  /** lines that events must leave behind, where the screens have no way to do the same; then nothing is compared */
  leaves?: string[];
  /** the gateway refuses the last event by this code. Without `screens`, it must have changed nothing */
  refused?: RefusalCode;
  /** the gateway refuses the last event in these words, or its plant as a whole */
  because?: RegExp;
  fails?: RegExp;
  /** the gateway books, and warns in these words */
  warns?: RegExp;
  /** a warning in these words is no difference */
  mayWarn?: RegExp;
  /** how far numbers after `~` may be apart; absent: 0.05 */
  near?: number;
  /** differences that are meant: what a line contains, and why. docs/odoo.md lists them */
  meant?: { line: RegExp; why: string }[];
}
