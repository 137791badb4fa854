/** Major version of Odoo that the module is made for. */
export const ODOO_MAJOR = 19;

export interface OdooVersion {
  /** undefined when it does not say */
  major: number | undefined;
  /** as Odoo writes it, such as `19.0` */
  text: string | undefined;
}

/** What the answer of `/web/version` says. */
export const versionIn = async (response: Response): Promise<OdooVersion> => {
  const said = (await response.json().catch(() => ({}))) as { version_info?: unknown[]; version?: string };
  // Odoo Online says `saas~19` for its releases between two versions.
  const first = said.version_info?.[0];
  const major = Number(/\d+$/.exec(String(first ?? ''))?.[0] ?? Number.NaN);
  return { major: Number.isNaN(major) ? undefined : major, text: said.version };
};
