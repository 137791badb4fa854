/** An error of a command, in a line. What AWS's SDK says of missing credentials gets a remedy. */
export const inWords = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'CredentialsProviderError' || error.name === 'ExpiredTokenException')
    return `no AWS credentials that are valid: sign in (aws sso login), or set AWS_PROFILE (${error.message})`;
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
};
