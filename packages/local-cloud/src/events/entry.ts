/** One event as PutEvents takes it. */
export interface Entry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
  Time?: number;
}

/** What PutEvents says about an entry it does not take. */
export function problemOf({ Source, DetailType, Detail }: Entry, busExists: boolean) {
  const problem = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  if (!Source)
    return problem(
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    );
  if (!DetailType)
    return problem(
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    );
  if (Source.startsWith('aws.'))
    return problem('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (!busExists) return problem('ResourceNotFoundException', 'Event bus does not exist.');
  try {
    if (typeof JSON.parse(Detail ?? '') === 'object') return undefined;
  } catch {
    // answered below
  }
  return problem('MalformedDetail', 'Detail is malformed.');
}
