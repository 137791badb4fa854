import { CsvError, type InfoRecord, parse } from 'csv-parse/sync';
import { codeKinds } from '../../../events/code-kinds.ts';
import { findingsOf } from '../../../events/findings.ts';
import { guarded, unguarded } from '../../platform/spreadsheet.ts';
import { type CodeMappingLine, codeKey, codeMappingLine } from './code-mapping.ts';

/** A line of a file; `line` is its number in an editor. */
export type FileLine = CodeMappingLine & { line: number };

export interface LineFinding {
  line: number;
  column?: string;
  rule: string;
  detail: string;
}

const columns = ['plant', 'kind', 'code', 'odoo_code'] as const;
/** `npm run operate -- missing` writes how many events wait for a code. An import ignores the column. */
const ignored = ['events'];

type Row = { line: number; fields: string[] };

/**
 * Reads a code mapping file: UTF-8 with or without byte order mark, comma or semicolon, quotes where needed, and the
 * columns `plant,kind,code,odoo_code` in any order. Returns all findings, not only the first.
 */
export const readCodeMappingCsv = (
  bytes: Uint8Array,
  plants: readonly string[],
): { lines: FileLine[]; findings: LineFinding[] } => {
  const findings: LineFinding[] = [];
  const lines: FileLine[] = [];
  const rows = rowsOf(bytes);
  if (!Array.isArray(rows)) return { lines, findings: [rows] };
  const [header, ...rest] = rows;
  const names = header?.fields.map((name) => name.trim().toLowerCase()) ?? [];
  findings.push(...wrongHeader(names, header?.line ?? 1));
  if (findings.length > 0) return { lines, findings };
  const firstLine = new Map<string, number>();
  for (const { line, fields } of rest) {
    if (fields.length !== names.length) {
      const detail = `has ${fields.length} fields, the header has ${names.length}`;
      findings.push({ line, rule: 'columns', detail });
      continue;
    }
    const field = (name: string) => unguarded(fields[names.indexOf(name)] ?? '');
    const [plant, kind, code] = [field('plant'), field('kind'), field('code')];
    const given = { plant, kind, code, odooCode: field('odoo_code') };
    const parsed = codeMappingLine.safeParse(given);
    if (!parsed.success) {
      for (const { pointer, rule, detail } of findingsOf(parsed.error, given)) {
        const column = pointer.slice(1).replace('odooCode', 'odoo_code');
        findings.push({ line, column, rule, detail: plainDetail(column, rule, field(column)) ?? detail });
      }
      continue;
    }
    if (!plants.includes(plant)) {
      const detail = `is no plant; there are ${plants.join(', ')}`;
      findings.push({ line, column: 'plant', rule: 'unknown-plant', detail });
    }
    const key = `${plant}#${codeKey(parsed.data)}`;
    const earlier = firstLine.get(key);
    if (earlier !== undefined)
      findings.push({ line, column: 'code', rule: 'unique', detail: `was given in line ${earlier} already` });
    else firstLine.set(key, line);
    lines.push({ ...parsed.data, line });
  }
  return { lines, findings };
};

/** A text for a person who made the file in a spreadsheet and does not know the schema. */
const plainDetail = (column: string, rule: string, value: string): string | undefined => {
  switch (rule) {
    case 'enum':
      return `is "${value.slice(0, 40)}"; it must be one of ${codeKinds.join(', ')}`;
    case 'minLength':
      return 'is empty';
    case 'maxLength':
      return `has ${value.length} characters, which is too long for ${column === 'plant' ? 'a plant' : 'a code'}`;
    default:
      return undefined;
  }
};

const rowsOf = (bytes: Uint8Array): Row[] | LineFinding => {
  let text: string;
  try {
    // TextDecoder removes the byte order mark too.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { line: 1, rule: 'utf-8', detail: 'the file is not UTF-8; save it as "CSV UTF-8"' };
  }
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const delimiter = firstLine.split(';').length > firstLine.split(',').length ? ';' : ',';
  try {
    const records = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      // A spreadsheet writes such records for lines that a person cleared.
      skip_records_with_empty_values: true,
    }) as unknown as { record: string[]; info: InfoRecord }[];
    return records.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: Number(error.lines ?? 1), rule: 'csv', detail: error.message };
  }
};

const wrongHeader = (names: readonly string[], line: number): LineFinding[] => [
  ...columns
    .filter((name) => !names.includes(name))
    .map((column) => ({ line, column, rule: 'header', detail: 'is not in the header' })),
  ...names
    .filter((name, index) => names.indexOf(name) !== index)
    .map((column) => ({ line, column, rule: 'header', detail: 'is in the header twice' })),
  ...names
    .filter((name) => ![...columns, ...ignored].includes(name))
    .map((column) => ({ line, column, rule: 'header', detail: 'is no column of a code mapping' })),
];

const cell = (value: string): string => {
  const text = guarded(value);
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Writes a code mapping file. All writers use this function, so the same entries give the same bytes. */
export const writeCodeMappingCsv = (
  lines: readonly CodeMappingLine[],
  waiting?: (line: CodeMappingLine) => number,
): string =>
  [
    [...columns, ...(waiting ? ignored : [])],
    ...lines.map((line) => [
      line.plant,
      line.kind,
      line.code,
      line.odooCode,
      ...(waiting ? [String(waiting(line))] : []),
    ]),
  ]
    .map((fields) => `${fields.map(cell).join(',')}\n`)
    .join('');
