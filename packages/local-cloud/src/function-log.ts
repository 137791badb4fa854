import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';

export interface LogLine {
  functionName: string;
  /** the line as written to stdout or stderr */
  text: string;
  /** the line parsed, when it is a JSON object */
  record: Record<string, unknown> | undefined;
}

export interface Metric {
  functionName: string;
  namespace: string;
  name: string;
  value: number;
  unit: string | undefined;
  dimensions: Record<string, string>;
  /** milliseconds since the epoch */
  timestamp: number;
}

interface EmbeddedMetrics {
  Timestamp: number;
  CloudWatchMetrics: {
    Namespace: string;
    Dimensions: string[][];
    Metrics: { Name: string; Unit?: string }[];
  }[];
}

/** Writes the functions' output to functions.log and passes lines and EMF metrics to listeners. */
export class FunctionLog {
  readonly #file: WriteStream;
  readonly #lineListeners = new Set<(line: LogLine) => void>();
  readonly #metricListeners = new Set<(metric: Metric) => void>();

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true });
    this.#file = createWriteStream(join(dataDir, 'functions.log'), { flags: 'a' });
  }

  /** @returns a function that removes the listener */
  onLog(listener: (line: LogLine) => void): () => void {
    this.#lineListeners.add(listener);
    return () => this.#lineListeners.delete(listener);
  }

  onMetric(listener: (metric: Metric) => void): () => void {
    this.#metricListeners.add(listener);
    return () => this.#metricListeners.delete(listener);
  }

  write(functionName: string, text: string): void {
    this.#file.write(`${functionName} ${text}\n`);
    if (this.#lineListeners.size === 0 && this.#metricListeners.size === 0) return;
    const record = objectIn(text);
    for (const listener of this.#lineListeners) listener({ functionName, text, record });
    if (this.#metricListeners.size === 0 || !record?._aws) return;
    for (const metric of embedded(functionName, record))
      for (const listener of this.#metricListeners) listener(metric);
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#file.end(resolve));
  }
}

function objectIn(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** CloudWatch embedded metric format: a record has several metrics, each with one value or a list of values. */
function embedded(functionName: string, record: Record<string, unknown>): Metric[] {
  const { Timestamp, CloudWatchMetrics } = record._aws as EmbeddedMetrics;
  return CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }) => {
    const names = Dimensions[0] ?? [];
    const dimensions = Object.fromEntries(names.map((name) => [name, String(record[name])]));
    return Metrics.flatMap(({ Name, Unit }) =>
      [record[Name]].flat().map((value) => ({
        functionName,
        namespace: Namespace,
        name: Name,
        value: Number(value),
        unit: Unit,
        dimensions,
        timestamp: Timestamp,
      })),
    );
  });
}
