/** Calls under way at one time: enough to hide their latency, few enough for a function's sockets. */
const width = 25;

/** Does the work for every element, many at a time; answers the results in their order. Throws the first error. */
export const atOnce = async <T, R>(
  elements: readonly T[],
  work: (element: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  for (let from = 0; from < elements.length; from += width)
    results.push(...(await Promise.all(elements.slice(from, from + width).map(work))));
  return results;
};
