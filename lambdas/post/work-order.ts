import type { Crosswalk } from './crosswalk.ts';

/** Which operation of an order; one of the two at least. */
export interface AtOperation {
  order: string;
  operation?: string;
  work_center?: string;
}

interface Named {
  order: string;
  operation?: string | undefined;
  workCenter?: string | undefined;
}

export const atOperation = ({ order, operation, workCenter }: Named, crosswalk: Crosswalk): AtOperation => ({
  order,
  ...(operation && { operation }),
  ...(workCenter && { work_center: crosswalk.workCenter(workCenter) }),
});
