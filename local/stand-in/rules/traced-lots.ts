import type { Asked } from '../ask.ts';
import { unitName } from '../model/units.ts';
import type { TracedDocument } from './trace-documents.ts';
import { answeredTime, idList, withoutBlanks } from './tracing.ts';

interface LotRow {
  id: number;
  lot: string;
  item: string;
  name: string;
  barcode: string | null;
  tracking: string;
  uom: string;
  expires: string | null;
  verdict: string | null;
  verdict_at: string | null;
}

/** The lots of an answer, each with its item and what quality said of it. */
export function lotsDescribed(
  { books }: Asked,
  lots: readonly number[],
  documents: ReadonlyMap<number, TracedDocument[]>,
): object[] {
  const rows = books.all<LotRow>(
    `SELECT lot.id, lot.name AS lot, item.code AS item, item.name, item.barcode, item.tracking, item.uom, lot.expires,
            verdict.word AS verdict, verdict.said AS verdict_at
       FROM lot JOIN item ON item.id = lot.item_id LEFT JOIN verdict ON verdict.lot_id = lot.id WHERE lot.id IN (SELECT value FROM json_each(?))
      ORDER BY item.code, lot.name, lot.id`,
    idList(lots),
  );
  return rows.map((row) => {
    const ofLot = documents.get(row.id) ?? [];
    return {
      ...withoutBlanks({
        ...row,
        uom_name: unitName(row.uom),
        expires: row.expires === null ? null : answeredTime(row.expires),
        verdict_at: row.verdict_at === null ? null : answeredTime(row.verdict_at),
        home: homeOf(ofLot) ?? null,
      }),
      documents: ofLot,
    };
  });
}

const beginnings = [['production', 'receipt'], ['count']];

/** Code of the warehouse where the lot came into being: made or received, else counted, else first seen. */
function homeOf(documents: readonly TracedDocument[]): string | undefined {
  const placed = documents.filter(({ warehouse }) => warehouse !== undefined);
  const [origin = placed[0]] = beginnings.flatMap((kinds) =>
    placed.filter(({ kind }) => kinds.includes(kind)),
  );
  return origin?.warehouse;
}
