/** Prints the message to stderr and ends the process with exit code 2. */
export const stop = (message: string): never => {
  console.error(message);
  process.exit(2);
};

/** What `parse` returns. An error of the command line is printed together with the usage. */
export const parsed = <Result>(usage: string, parse: () => Result): Result => {
  try {
    return parse();
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
};
