import type { Case } from '../case.ts';
import { productionCases } from './production.ts';
import { stepCases } from './steps.ts';
import { stepCasesOfLots } from './steps-of-lots.ts';

/** All named cases. */
export const cases: readonly Case[] = [...productionCases, ...stepCases, ...stepCasesOfLots];
