import type { Case } from '../case.ts';
import { byproductCases } from './byproducts.ts';
import { componentUnitCases } from './component-units.ts';
import { consumptionCases } from './consumption.ts';
import { deliveryCases } from './deliveries.ts';
import { deliveryInStepsCases } from './deliveries-in-steps.ts';
import { existingCases } from './existing.ts';
import { partnerAndUnitCases } from './existing-partners.ts';
import { labourCases } from './labour.ts';
import { demoLabourCases } from './labour-demo.ts';
import { lateGoodsCases } from './late-goods.ts';
import { machineCases } from './machines.ts';
import { periodCases } from './periods.ts';
import { productionCases } from './production.ts';
import { receiptCases } from './receipts.ts';
import { heldReceiptCases } from './receipts-held.ts';
import { receiptInStepsCases } from './receipts-in-steps.ts';
import { routingCases } from './routings.ts';
import { splitCases } from './split-orders.ts';
import { stepCases } from './steps.ts';
import { stepCasesOfLots } from './steps-of-lots.ts';
import { stockCases } from './stock.ts';
import { subcontractingCases } from './subcontracting.ts';
import { supplierCases } from './suppliers.ts';
import { trackedCases } from './tracked-production.ts';
import { unitCases } from './units.ts';
import { valuationCases } from './valuation.ts';
import { workOrderCases } from './work-orders.ts';

/** All named cases. */
export const cases: readonly Case[] = [
  ...productionCases,
  ...stepCases,
  ...stepCasesOfLots,
  ...valuationCases,
  ...lateGoodsCases,
  ...periodCases,
  ...receiptCases,
  ...receiptInStepsCases,
  ...heldReceiptCases,
  ...deliveryCases,
  ...deliveryInStepsCases,
  ...stockCases,
  ...supplierCases,
  ...subcontractingCases,
  ...labourCases,
  ...workOrderCases,
  ...machineCases,
  ...routingCases,
  ...demoLabourCases,
  ...existingCases,
  ...partnerAndUnitCases,
  ...consumptionCases,
  ...byproductCases,
  ...splitCases,
  ...trackedCases,
  ...unitCases,
  ...componentUnitCases,
];
