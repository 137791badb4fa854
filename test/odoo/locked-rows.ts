import { setTimeout } from 'node:timers/promises';
import pg from 'pg';

/** PostgreSQL of the Odoo under test, as scripts/odoo-up.sh prints it. */
const connectionString = process.env.PG;

/** Somebody else's transaction, which keeps the rows that a `SELECT … FOR UPDATE` names until it is let go. */
export async function lockRows(select: string): Promise<{ letGo(): Promise<void> }> {
  const sql = new pg.Client({ connectionString });
  await sql.connect();
  await sql.query('BEGIN');
  await sql.query(select);
  return {
    async letGo() {
      await sql.query('COMMIT');
      await sql.end();
    },
  };
}

/** Until so many calls to Odoo wait for rows that others have locked. */
export async function waitsForALock(calls = 1): Promise<void> {
  const sql = new pg.Client({ connectionString });
  await sql.connect();
  try {
    for (let tries = 0; tries < 300; tries += 1) {
      const { rows } = await sql.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      if (rows.length >= calls) return;
      await setTimeout(100);
    }
    throw new Error(`no ${calls} calls to Odoo wait for a lock`);
  } finally {
    await sql.end();
  }
}
