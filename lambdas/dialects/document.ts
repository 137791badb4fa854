import type { Finding } from '../../events/findings.ts';
import type { PlantProfile } from '../../plants/define-plant.ts';
import { readByContentType } from './read.ts';

export interface DocumentInput {
  plant: PlantProfile;
  /** system that speaks: last segment of a CloudEvents source */
  system: string;
  /** media type without parameters, lower case: application/xml, text/xml, application/json, text/csv */
  contentType: string;
  bytes: Uint8Array;
  /** name of the CSV mapping or dialect when the content type leaves it open, e.g. from a query parameter or a folder name */
  mapping?: string;
}

/** One event a document asks for, or why that part of it is none. */
export type DocumentEntry =
  | {
      /** where in the document: a path of elements, or `row 17` */
      place: string;
      /** counted from 1 */
      line?: number;
      /** an unvalidated CloudEvent for parseEvent and acceptEvents */
      event: Record<string, unknown>;
      /** a CSV row's fields, to write a rejected row back as it came */
      raw?: string[];
    }
  | { place: string; line?: number; findings: Finding[]; raw?: string[] };

export type DocumentResult =
  | { ok: true; documentId: string; entries: DocumentEntry[]; header?: string[] }
  | {
      ok: false;
      status: 400 | 413 | 415 | 422;
      title: string;
      detail: string;
      place?: string;
      line?: number;
    };

/** Turns a plant's own document into the events it asks for. A pure function; never throws for any bytes. */
export const readDocument = (input: DocumentInput): DocumentResult => readByContentType(input);
