import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { DynamoTable, ifAbsent } from '../platform/dynamo.ts';
import {
  type Approval,
  BadReportCursor,
  gravest,
  type ReconciliationLine,
  type Report,
  type ReportLine,
  type Reports,
} from './reports.ts';

const keptSeconds = 366 * 86_400;

/** Lines written at the same time; each is two writes. */
const linesAtOnce = 20;

/** Reports in DynamoDB. A report is an item. Each line is two items: the line as JSON at its place, and its name. */
export const dynamoReports = (client: DynamoDBDocumentClient, name: string): Reports => {
  const table = new DynamoTable(client, name);
  const head = async (plant: string, id: string) => {
    const item = await table.get({ pk: reportsOf(plant), sk: id });
    return item && { report: JSON.parse(String(item.report)) as Report, writing: String(item.writing) };
  };
  const itemOf = async (plant: string, id: string, line: string) => {
    const found = await head(plant, id);
    if (!found) return undefined;
    const pk = linesOf(plant, id, found.writing);
    const at = await table.get({ pk, sk: `NAME#${line}` });
    const item = at && (await table.get({ pk, sk: String(at.at) }));
    return item && { key: { pk, sk: String(at.at) }, item };
  };
  return {
    async keep(report, lines) {
      const { plant, id } = report;
      const known = await head(plant, id);
      if (known) return known.report;
      const writing = randomUUID();
      const pk = linesOf(plant, id, writing);
      const expires = Math.floor(Date.parse(report.at) / 1000) + keptSeconds;
      const sorted = lines.toSorted(gravest);
      for (let from = 0; from < sorted.length; from += linesAtOnce)
        await Promise.all(
          sorted.slice(from, from + linesAtOnce).flatMap((line, place) => {
            const sk = placeOf(from + place);
            return [
              table.put({ pk, sk, line: JSON.stringify(line), expires }),
              table.put({ pk, sk: `NAME#${line.line}`, at: sk, expires }),
            ];
          }),
        );
      const item = { pk: reportsOf(plant), sk: id, report: JSON.stringify(report), writing, expires };
      const written = await table.put(item, ifAbsent);
      return written ? report : ((await head(plant, id))?.report ?? report);
    },
    async find(plant, id) {
      return (await head(plant, id))?.report;
    },
    async latest(plant, limit) {
      const { Items = [] } = await table.query({
        key: '#pk = :pk',
        values: { ':pk': reportsOf(plant) },
        forward: false,
        limit,
      });
      return Items.map(({ report }) => JSON.parse(String(report)) as Report);
    },
    async lines(plant, id, { limit, cursor }) {
      const found = await head(plant, id);
      if (!found) return { lines: [] };
      if (cursor !== undefined && !/^\d{6}$/.test(cursor)) throw new BadReportCursor();
      const pk = linesOf(plant, id, found.writing);
      const { Items = [], LastEvaluatedKey } = await table.query({
        key: '#pk = :pk AND #sk < :names',
        values: { ':pk': pk, ':names': 'NAME#' },
        limit,
        from: cursor ? { pk, sk: cursor } : undefined,
      });
      return {
        lines: Items.map(reportLine),
        ...(LastEvaluatedKey && { cursor: String(LastEvaluatedKey.sk) }),
      };
    },
    async line(plant, id, line) {
      const found = await itemOf(plant, id, line);
      return found && reportLine(found.item);
    },
    async approve(plant, id, line, approval) {
      const found = await itemOf(plant, id, line);
      if (!found) return undefined;
      const written = await table.update(found.key, {
        update: 'SET #approval = :approval',
        condition: 'attribute_exists(pk) AND attribute_not_exists(#approval)',
        values: { ':approval': approval },
      });
      if (written) return approval;
      return (await itemOf(plant, id, line))?.item.approval as Approval | undefined;
    },
  };
};

const reportsOf = (plant: string) => `REPORTS#${plant}`;

/** `writing` is new for each attempt, so the lines of an attempt that died before the end are never read. */
const linesOf = (plant: string, id: string, writing: string) => `LINES#${plant}#${id}#${writing}`;

const placeOf = (index: number) => String(index).padStart(6, '0');

const reportLine = ({ line, approval }: Record<string, unknown>): ReportLine => ({
  line: JSON.parse(String(line)) as ReconciliationLine,
  ...(approval !== undefined && { approval: approval as Approval }),
});
