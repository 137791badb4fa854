import * as z from 'zod';

/** A version of a file in a folder that partners drop files in. */
export interface DroppedFile {
  key: string;
  /** without the folder */
  name: string;
  version: string;
  plant: string;
  system: string;
  /** name of a CSV mapping, or of the dialect */
  mapping: string;
  droppedAt: Date;
}

/** What S3 tells EventBridge of a new object. Its key is as it was given, unlike in S3's own notifications. */
const objectCreated = z.object({
  time: z.iso.datetime(),
  detail: z.object({ object: z.object({ key: z.string(), 'version-id': z.string().min(1) }) }),
});

export const errorsSuffix = '.errors.csv';
export const resultSuffix = '.result.json';

/** Names of what the gateway writes; files of partners under them are never looked at. */
export const isOurName = (name: string): boolean =>
  name.endsWith(errorsSuffix) || name.endsWith(resultSuffix);

const dropped =
  /^(?<plant>[a-z][a-z0-9-]{0,30})\/(?<system>[a-z][a-z0-9-]{0,30})\/(?<mapping>[^/]{1,64})\/in\/(?<name>[^/]{1,255})$/;

/** The file that a message tells of; undefined for what is none: another folder, or what we wrote ourselves. */
export const droppedFile = (message: string): DroppedFile | undefined => {
  const parsed = objectCreated.safeParse(jsonOf(message));
  if (!parsed.success) return undefined;
  const { time, detail } = parsed.data;
  const { key, 'version-id': version } = detail.object;
  const { plant, system, mapping, name } = dropped.exec(key)?.groups ?? {};
  if (!plant || !system || !mapping || !name) return undefined;
  if (isOurName(name)) return undefined;
  return { key, name, version, plant, system, mapping, droppedAt: new Date(time) };
};

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const byExtension: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  txt: 'text/csv',
  xml: 'application/xml',
  json: 'application/json',
};

/** By its name, since upload tools tell the content type wrong more often than people do the extension. */
export const contentTypeOf = ({ name }: Pick<DroppedFile, 'name'>, stored: string): string => {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? '';
  const known = Object.hasOwn(byExtension, extension) ? byExtension[extension] : undefined;
  return known ?? stored.split(';')[0]?.trim().toLowerCase() ?? '';
};
