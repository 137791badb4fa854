/** What a plant may have codes of its own for. */
export const crosswalkKinds = ['item', 'location', 'work-center', 'scrap-reason', 'partner'] as const;
export type CrosswalkKind = (typeof crosswalkKinds)[number];

/** A plant's own code, as its events spell it. */
export interface PlantCode {
  kind: CrosswalkKind;
  code: string;
}
