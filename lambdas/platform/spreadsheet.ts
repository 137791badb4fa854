/**
 * Puts an apostrophe before text that a spreadsheet would run as a formula; the spreadsheet then shows it as text.
 * Cells hold what partners sent, and people open the file. A plain number stays as it is. {@link unguarded} removes
 * exactly this apostrophe.
 */
export const guarded = (text: string): string =>
  /^'*[=+\-@\t\r\n]/.test(text) && !plainNumber.test(text) ? `'${text}` : text;

const plainNumber = /^[+-]?\d[\d.,' \u00a0\u202f]*$/;

export const unguarded = (text: string): string => (/^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text);
