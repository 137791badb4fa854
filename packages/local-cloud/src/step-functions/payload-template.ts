import { isRecord } from '../template/intrinsics.ts';
import { parsePath, type Scope, valueAt } from './json-path.ts';

/** Parameters and ResultSelector: every field whose name ends in `.$` is a path. Intrinsic functions are not played. */
export function fillTemplate(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope));
  if (!isRecord(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), valueAt(String(value), scope, name)]
        : [name, fillTemplate(value, scope)],
    ),
  );
}

export function checkTemplate(template: unknown): void {
  if (Array.isArray(template)) template.forEach(checkTemplate);
  if (!isRecord(template)) return;
  for (const [name, value] of Object.entries(template))
    if (!name.endsWith('.$')) checkTemplate(value);
    else if (typeof value === 'string') parsePath(value);
    else throw new Error(`${name} must be a path`);
}
