import type { Case } from '../case.ts';
import { productionCases } from './production.ts';

/** All named cases. */
export const cases: readonly Case[] = [...productionCases];
