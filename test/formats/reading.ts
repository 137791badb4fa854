import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { definePlant, type PlantProfile } from '../../configuration/plant.ts';
import { parseEvent } from '../../events/parse-event.ts';
import type { DocumentEntry, DocumentResult } from '../../lambdas/inbound/formats/document.ts';
import { readDocument } from '../../lambdas/inbound/formats/read-document.ts';

export const documentBytes = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, 'documents', name));

type Given = Parameters<typeof definePlant>[0];

/** A dairy that reads what a test needs. */
export const dairy = (dialects: Given['dialects'] = {}): PlantProfile =>
  definePlant({
    id: 'dairy',
    name: 'Dairy',
    warehouse: 'DAI',
    timeZone: 'Europe/Oslo',
    systems: ['mes', 'scale'],
    owners: { 'production-order': ['mes'] },
    units: { KG: 'KGM', h: 'HUR', pcs: 'H87' },
    ceilings: { default: 1000 },
    negativeStock: 'refuse',
    dialects,
  });

export const read = (
  bytes: Uint8Array | string,
  given: { plant?: PlantProfile | undefined; contentType?: string; system?: string; mapping?: string } = {},
): DocumentResult =>
  readDocument({
    plant: given.plant ?? dairy(),
    system: given.system ?? 'mes',
    contentType: given.contentType ?? 'application/xml',
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    ...(given.mapping !== undefined && { mapping: given.mapping }),
  });

export const entriesOf = (result: DocumentResult): DocumentEntry[] => {
  if (!result.ok) throw new Error(`${result.status} ${result.detail}`);
  return result.entries;
};

/** Event names and data of a document's entries, or the rule and words of what is wrong with them. */
export const said = (result: DocumentResult): [string, unknown][] =>
  entriesOf(result).map((entry) =>
    'event' in entry
      ? [nameOf(entry.event), entry.event.data]
      : ['refused', entry.findings.map(({ rule, detail }) => `${rule}: ${detail}`)],
  );

export const nameOf = ({ type }: Record<string, unknown>): string =>
  String(type).replace(/^com\.odoo-plant-gateway\.(.*)\.v1$/, '$1');

/** Events of a document, all of which the contract must take. */
export const eventsOf = (result: DocumentResult): Record<string, unknown>[] =>
  entriesOf(result).flatMap((entry) => {
    if (!('event' in entry)) return [];
    const parsed = parseEvent(entry.event);
    if (!parsed.ok) throw new Error(`${entry.place}: ${JSON.stringify(parsed.findings)}`);
    return [entry.event];
  });

/** A V7 performance of one response with this inside; the response is about order MO-1. */
export const performance = (inside: string, { state = '' } = {}): string => `\
<OperationsPerformance xmlns="http://www.mesa.org/xml/B2MML">
<ID>P-1</ID><OperationsResponse><ID>R-1</ID><OperationsRequestID>MO-1</OperationsRequestID>${state && `<ResponseState>${state}</ResponseState>`}
${inside}
</OperationsResponse></OperationsPerformance>`;

export const segment = (inside: string, { head = '' } = {}): string =>
  `<SegmentResponse><ProcessSegmentID>Mix</ProcessSegmentID><ActualStartTime>2026-11-23T06:00:00Z</ActualStartTime><ActualEndTime>2026-11-23T08:00:00Z</ActualEndTime>${head}
${inside}</SegmentResponse>`;

export const actual = (use: string, value: string, { item = 'YOG', unit = 'KGM', more = '' } = {}): string =>
  `<MaterialActual><MaterialDefinitionID>${item}</MaterialDefinitionID>${more}${use && `<MaterialUse>${use}</MaterialUse>`}
<Quantity><QuantityString>${value}</QuantityString><UnitOfMeasure>${unit}</UnitOfMeasure></Quantity></MaterialActual>\n`;
