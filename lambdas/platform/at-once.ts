/** Parallel calls: enough to hide their latency, few enough for a function's sockets. */
const width = 25;

/** Runs the work for every element, 25 at a time. Returns the results in the elements' order. Throws the first error. */
export const atOnce = async <T, R>(
  elements: readonly T[],
  work: (element: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < elements.length; from += width)
    results.push(...(await Promise.all(elements.slice(from, from + width).map(work))));
  return results;
};
