import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { json, problem } from '../http/problem.ts';
import { parseQuery } from '../http/query.ts';
import type { PartnerAccess } from '../partners/partner-access.ts';
import { refusedLots } from '../partners/reads-plant.ts';

const asked = z.strictObject({
  item: z.string().min(1).max(128),
  cursor: z
    .string()
    .max(256)
    .regex(/^[\w.:-]+$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

/** What became of a lot, oldest first; for those only who may read all of the plant. */
export const getLotAudit = async (
  { plant, lot }: { plant: string; lot: string | undefined },
  query: Record<string, string | undefined>,
  access: PartnerAccess,
  audit: Pick<AuditTrail, 'read'>,
): Promise<APIGatewayProxyResult> => {
  const refusal = refusedLots(access, plant);
  if (refusal) return refusal;
  if (lot === undefined) return problem({ status: 404, title: 'Not Found' });
  const parsed = parseQuery(asked, query);
  if (!parsed.ok) return problem(parsed.problem);
  const { item, cursor, limit } = parsed.query;
  const { entries, next } = await audit.read({ plant, item, lot }, limit, cursor);
  return json(200, { entries, ...(next && { cursor: next }) });
};
