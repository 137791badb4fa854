/** Names the wrong fields of the Odoo secret, never their values. */
export class UnusableSecret extends Error {
  constructor(fields: string) {
    super(`the Odoo secret must be JSON with url, database and apiKey; wrong: ${fields}`);
    this.name = 'UnusableSecret';
  }
}
