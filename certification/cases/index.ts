import type { Case } from '../case.ts';
import { lateGoodsCases } from './late-goods.ts';
import { periodCases } from './periods.ts';
import { productionCases } from './production.ts';
import { stepCases } from './steps.ts';
import { stepCasesOfLots } from './steps-of-lots.ts';
import { valuationCases } from './valuation.ts';

/** All named cases. */
export const cases: readonly Case[] = [
  ...productionCases,
  ...stepCases,
  ...stepCasesOfLots,
  ...valuationCases,
  ...lateGoodsCases,
  ...periodCases,
];
