/** A setting of a command-line tool; the message tells what to set. */
export function environmentVariable(name: string): string {
  const value = process.env[name];
  if (value) return value;
  console.error(`set ${name} (ODOO_URL, ODOO_DB and ODOO_ADMIN_API_KEY name the Odoo to work on)`);
  process.exit(2);
}
