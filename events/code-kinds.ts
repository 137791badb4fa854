/** What a plant may have codes of its own for. */
export const codeKinds = ['item', 'location', 'work-center', 'scrap-reason', 'partner', 'unit'] as const;
export type CodeKind = (typeof codeKinds)[number];

/** A plant's own code, as its events spell it. */
export interface PlantCode {
  kind: CodeKind;
  code: string;
}
