/** A place in a Python file that breaks a rule. */
export interface Finding {
  path: string;
  /** counted from 1, like the column */
  line: number;
  column: number;
  rule: string;
  message: string;
  /** what to write instead */
  remedy: string;
}

export const inWords = ({ path, line, column, rule, message, remedy }: Finding): string =>
  `${path}:${line}:${column} ${rule}: ${message}\n    remedy: ${remedy}`;
