import { describe, TestRunner } from 'vitest';

/**
 * What the fake Odoo is held to: these groups of the shared suites, by suite. Each names the tests of the group that
 * ask for more than the fake models; those, and the groups that are not here, run on a real Odoo only.
 */
export const modelled: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'booking in Odoo': {
    completions: [],
    'lots and serials': [],
    'consumption in a report': [
      'an order with strict consumption keeps to its BOM: the wizard Odoo answers with means not booked',
    ],
    'material issued before the completion': [],
    'material given back': [],
    'material given back after the completion': [],
    'machine counters': [
      'the count of an operation stays with the operation',
      'an operation the order has not is refused',
      'an operation that a finished order has not is refused',
    ],
    scrap: [],
    'goods moved': [],
    'stock counted': ['a serial is there or not, and in one place only'],
    'orders of customers': [
      'an order is confirmed, with its customer, address, lines and dates, and asks for a delivery',
      'a quantity keeps its unit and its price; the delivery counts in the unit of the item',
      'an item may be ordered on two lines, at two prices',
      'what cannot be placed is refused, and leaves nothing behind',
    ],
    shipments: [],
    'lots of a shipment': ['serials leave one by one'],
    'goods that a customer sends back': ['serials come back one by one'],
    operations: [
      'operations that are done neither consume nor produce: the reports after them do, exactly',
      'all operations done before the first report: parts of the order complete all the same',
      'an operation done with less than all is still to be done for the rest',
      'the end that comes after the last report counts',
      'a pause after the last report counts too',
      'an end in the second of a partial report ends what the report carried over',
      'a pause from before a partial report takes back what the report carried over',
      'an end from before a partial report ends the operation in all parts',
      'what was started after a report that came late belongs to the backorder',
      'starts and pauses leave the same times, reported the second start too late',
      'starts and pauses leave the same times, reported the first pause too late',
      'starts and pauses leave the same times, reported the first start too late',
      'starts and pauses leave the same times, reported the end first of all',
      'starts and pauses leave the same times, reported the first pause last',
      'an operation that the order does not have, or an order that is no longer, is refused',
    ],
    labour: [
      'before, between and after partial reports, it is booked on the part that was being made',
      'on an operation that is done before the order, and not asked for by the backorder',
    ],
    'quality holds': [
      'what a subcontractor makes is held as it comes in, and its components are taken all the same',
    ],
    verdicts: [
      'goods released for rework are reserved by nobody, and an order that names the lot takes them',
      'an expired lot is not released to the stock, and may be released for rework',
    ],
    'goods of held lots': [],
    'goods of a purchase order': ['unless the event says which'],
    'goods by lot, serial and unit': [
      'goods that are tracked need their lots, others must have none',
      'serials come in as pieces, each of them once',
      'orders that bring the same lot at once share it, the same serial at once bring it once',
    ],
    'goods that are not received': [
      'a place that is text is refused as malformed',
      'a place that is zero is refused as malformed',
      'a place that is a truth value is refused as malformed',
    ],
    'what a supplier confirms': [
      'another quantity leaves the order as it is, and asks somebody to look',
      'nobody is asked any more when the supplier confirms what was ordered',
      'after all of it came, it is still kept, and asks nobody for anything',
      'two lines of one item are confirmed together, or each by its place',
    ],
    'what a supplier announces': [
      'lots and date are expected, and nothing is on hand',
      'serials and pieces are expected as well',
      'after all of it came, it is kept as a note, and changes nothing',
    ],
    'many events in one call': [],
    'many events of one ordering key in one call': [],
    'several calls at once': [],
    'the protocol': [],
  },
  'tracing lots in Odoo': {
    trees: [],
    'events of EPCIS': [],
    'receipts and deliveries': ['what a subcontractor made has the lots that lay at the subcontractor'],
    'who asks for what': [],
  },
  'messages to plants': {
    'production orders': [],
    'purchase orders': [],
    'sales orders': ["an order that a partner placed is that partner's own, through all that becomes of it"],
    shortages: [],
    stock: [],
  },
};

/**
 * The groups of a suite: all of them on a real Odoo; on the fake those that it is held to, without the tests that ask
 * for more.
 */
export const groupsOf =
  (suite: string, { onFake }: { onFake: boolean }) =>
  (group: string, tests: () => void): void => {
    const beyond = onFake ? modelled[suite]?.[group] : [];
    if (beyond === undefined) return;
    describe(group, () => {
      tests();
      leaveOut(beyond);
    });
  };

/** Takes tests out of the group that is being collected; one that it does not have is a mistake of the list above. */
const leaveOut = (titles: readonly string[]): void => {
  const { tasks } = TestRunner.getCurrentSuite();
  for (const title of titles) {
    const index = tasks.findIndex(({ name }) => name === title);
    if (index < 0) throw new Error(`no test "${title}" in this group`);
    tasks.splice(index, 1);
  }
};
