import type { Posting, PostingRow } from '../../../lambdas/odoo/posting.ts';

/** Postings without those that the fake Odoo does not model, and without what stayed behind those. */
export function modelledOnly(
  postings: readonly Posting[],
  rows: readonly PostingRow[],
): { postings: Posting[]; rows: PostingRow[] } {
  const left = new Set<string>();
  const kept = postings.flatMap((posting, index) => {
    const row = rows[index] as PostingRow;
    if (row.result === 'refused' && row.code === 'not-modelled') left.add(posting.stream);
    return left.has(posting.stream) ? [] : [{ posting, row }];
  });
  return { postings: kept.map(({ posting }) => posting), rows: kept.map(({ row }) => row) };
}
