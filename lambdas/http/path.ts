/** A segment of a path as API Gateway hands it over, which is as it was sent: its own text, if it has one. */
export const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};
