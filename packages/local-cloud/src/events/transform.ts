/** What a rule hands to its target instead of the whole event. */
export interface TargetInput {
  Input?: string | undefined;
  InputPath?: string | undefined;
  InputTransformer?:
    | { InputPathsMap?: Record<string, string> | undefined; InputTemplate: string }
    | undefined;
}

/** The text a target gets: the event, a fixed text, a part of the event, or a template filled in from it. */
export function targetText(target: TargetInput, event: object, rule: { name: string; arn: string }): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(atPath(event, target.InputPath)) ?? 'null';
  if (!target.InputTransformer) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const values = new Map<string, unknown>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', new Date().toISOString()],
    ['aws.events.event', withoutDetail(event)],
    ['aws.events.event.json', event],
  ]);
  for (const [name, path] of Object.entries(InputPathsMap)) values.set(name, atPath(event, path));
  return fill(InputTemplate, values);
}

function withoutDetail(event: object): object {
  const { detail: _, ...rest } = event as { detail?: unknown };
  return rest;
}

/** `$.detail.lines[0]['unit price']` */
export function atPath(value: unknown, path: string): unknown {
  const steps = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g);
  let here = value;
  for (const [, name, index, quoted] of steps)
    here = (here as Record<string, unknown> | undefined | null)?.[name ?? index ?? quoted ?? ''];
  return here;
}

/** Outside of quotes a variable becomes a JSON value, within them part of the text. */
function fill(template: string, values: Map<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([^<>]+)>/g, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined) return found;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value ?? '');
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return JSON.stringify(text).slice(1, -1);
  });
}
