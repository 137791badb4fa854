import type { Finding } from '../../events/findings.ts';
import { csvMappingOf } from '../dialects/csv.ts';
import type { DocumentInput } from '../dialects/document.ts';
import { explainByColumn } from '../dialects/explain-by-column.ts';

export type Explain = (findings: Finding[]) => Finding[];

/** How to speak to who wrote a document: of a CSV file by its columns, and with its delimiter. */
export const wordsFor = ({
  plant,
  contentType,
  mapping,
}: Pick<DocumentInput, 'plant' | 'contentType' | 'mapping'>): { explain: Explain; delimiter?: string } => {
  const chosen = contentType === 'text/csv' ? csvMappingOf(plant, mapping) : undefined;
  if (!chosen) return { explain: (findings) => findings };
  return {
    explain: (findings) => explainByColumn(findings, chosen.mapping),
    delimiter: chosen.mapping.delimiter,
  };
};
