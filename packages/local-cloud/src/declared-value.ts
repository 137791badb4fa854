import type { Shelf } from './storage.ts';

export interface Declared {
  /** what the template said when it was last applied */
  template: string;
}

/**
 * CloudFormation writes a value when its template changes, and then leaves it to whoever writes it next: so a secret
 * filled in by hand survives the next start.
 */
export function applyTemplate<Value extends Declared>(
  shelf: Shelf<Value>,
  name: string,
  template: string,
  make: () => Omit<Value, 'template'>,
): void {
  if (shelf.get(name)?.template === template) return;
  shelf.put(name, { ...make(), template } as Value);
}
