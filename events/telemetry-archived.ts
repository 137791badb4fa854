import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { timestamp, workCenter } from './fields.ts';

const data = z
  .strictObject({
    machine: workCenter,
    from: timestamp.meta({ description: 'first reading in the file, or before' }),
    to: timestamp.meta({ description: 'after the last reading in the file' }),
    dataref: z
      .string()
      .max(1024)
      .regex(
        /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[^\s\p{Cc}]+$/u,
        'must be the address of an object, s3://<bucket>/<key>',
      )
      .meta({ title: 'Address of the file', examples: ['s3://oslo-telemetry/LINE-1/2026-11-23T06.parquet'] }),
    mediaType: z
      .string()
      .max(128)
      .regex(/^[\w.+-]+\/[\w.+-]+$/, 'must be a media type, e.g. application/vnd.apache.parquet'),
    rows: z.int().min(0).max(1e12),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits in lower case'),
  })
  .refine(({ from, to }) => Date.parse(to) > Date.parse(from), {
    path: ['to'],
    message: 'must be after from',
    params: { rule: 'after' },
  });

const file = {
  machine: 'LINE-1',
  from: '2026-11-23T06:00:00+01:00',
  to: '2026-11-23T07:00:00+01:00',
  dataref: 's3://oslo-telemetry/LINE-1/2026-11-23T06.parquet',
  mediaType: 'application/vnd.apache.parquet',
  rows: 36_000,
  sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
};

export const telemetryArchived = defineEvent({
  name: 'telemetry.archived',
  version: 1,
  summary: "A file of a machine's raw readings was put away, and where it is",
  isa95: 'EquipmentActual property history',
  latency: 'batch',
  posted: false,
  owner: 'machine',
  data,
  subject: (archive) => archive.machine,
  orderingKey: (archive) => `machine/${archive.machine}`,
  samples: {
    valid: { 'an hour of readings': file, 'an hour without any': { ...file, rows: 0 } },
    invalid: {
      'an address that is not of an object store': {
        data: { ...file, dataref: 'https://example.com/readings' },
        pointer: '/data/dataref',
        rule: 'format',
      },
      'a checksum that is none': {
        data: { ...file, sha256: '9F86D081' },
        pointer: '/data/sha256',
        rule: 'format',
      },
      'a time that ends before it begins': {
        data: { ...file, to: file.from },
        pointer: '/data/to',
        rule: 'after',
      },
    },
  },
});
