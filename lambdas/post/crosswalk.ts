import type { CrosswalkKind, PlantCode } from '../../events/crosswalk-kinds.ts';
import { codeKey, type ListedCodes } from '../crosswalk/entries.ts';

const crosswalkBy = (odooCodeOf: (code: PlantCode) => string) => {
  const of = (kind: CrosswalkKind) => (code: string) => odooCodeOf({ kind, code });
  return {
    item: of('item'),
    location: of('location'),
    /** a supplier or customer */
    partner: of('partner'),
    scrapReason: of('scrap-reason'),
    workCenter: of('work-center'),
  };
};

/** A plant's codes in Odoo's words. */
export type Crosswalk = ReturnType<typeof crosswalkBy>;

/** What is not listed is Odoo's own code already. */
export const crosswalkOf = (listed: ListedCodes): Crosswalk =>
  crosswalkBy((code) => listed.get(codeKey(code)) ?? code.code);

/** The plant's codes that somebody asks a crosswalk for. */
export const codesAskedBy = (ask: (crosswalk: Crosswalk) => unknown): PlantCode[] => {
  const asked: PlantCode[] = [];
  ask(
    crosswalkBy((code) => {
      asked.push(code);
      return code.code;
    }),
  );
  return asked;
};
