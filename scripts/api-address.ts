/**
 * Address of the API that partners call, from the outputs of the stack `entrance`: the own domain, or else the address that AWS
 * gave, which may be closed when there is a domain. With a slash at its end. Undefined when the stack has neither.
 */
export const apiAddressOf = (outputs: Readonly<Record<string, string>>): string | undefined => {
  const named = (pattern: RegExp) => Object.entries(outputs).find(([name]) => pattern.test(name))?.[1];
  // CDK adds eight letters and digits to the ids of outputs.
  return named(/^Api.*Address[0-9A-F]{8}$/) ?? named(/^ApiUrl[0-9A-F]{8}$/);
};
