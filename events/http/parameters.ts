import * as z from 'zod';
import { timestamp } from '../fields.ts';

export const plant = z.string().meta({ description: 'id of the plant', examples: ['oslo'] });

/** How many rows to answer with. */
export const pageSize = (rows: { default: number; max: number }, description = 'at most this many') =>
  z.coerce.number().int().min(1).max(rows.max).default(rows.default).meta({ description });

/** The format is for readers of OpenAPI: zod leaves it out where a schema has patterns of its own. */
export const since = (description: string) => timestamp.optional().meta({ description, format: 'date-time' });

/** Where to go on; lists seal different things into it. */
export const cursor = (maxLength: number) =>
  z.string().min(1).max(maxLength).optional().meta({ description: 'continues a list' });
