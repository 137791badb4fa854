const plainNumber = /^[+-]?\d[\d.,' \u00a0\u202f]*$/;

/**
 * What a spreadsheet would carry out as a formula gets an apostrophe in front, which it shows as text: cells hold what
 * partners sent, and people open the file. A plain number stays as it is. {@link unguarded} takes exactly that off.
 */
export const guarded = (text: string): string =>
  /^'*[=+\-@\t\r\n]/.test(text) && !plainNumber.test(text) ? `'${text}` : text;

export const unguarded = (text: string): string => (/^'+[=+\-@\t\r\n]/.test(text) ? text.slice(1) : text);
