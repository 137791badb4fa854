/**
 * Puts a value where a JSON Pointer of a mapping says, making the objects and arrays on the way. The pointers were
 * checked against the event's schema, so no step is a name of JavaScript's own.
 */
export const put = (data: Record<string, unknown>, pointer: string, value: unknown): void => {
  const steps = pointer.split('/').slice(1);
  const last = steps.pop() ?? '';
  let at: Record<string, unknown> = data;
  steps.forEach((step, index) => {
    const next = steps[index + 1] ?? last;
    at[step] ??= /^\d$/.test(next) ? [] : {};
    at = at[step] as Record<string, unknown>;
  });
  at[last] = value;
};
