/** RFC 3339 → Odoo's `YYYY-MM-DD HH:MM:SS`, UTC, fractions of a second cut off. */
export const odooTime = (timestamp: string): string =>
  new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');

/** `YYYY-MM-DD HH:MM:SS` in UTC → RFC 3339. */
export const rfc3339Of = (moment: string): string => `${moment.replace(' ', 'T')}Z`;
