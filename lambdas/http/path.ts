/** A segment of a path as API Gateway hands it over, which is as it was sent: undefined when it is no text. */
export const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};
