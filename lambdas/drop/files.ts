/** What was asked for is not there, or more than can be held. */
export type Unread = 'gone' | 'too-large';

/** Where files are dropped. Throws when it cannot be reached. */
export interface Files {
  read(
    key: string,
    version: string,
    maxBytes: number,
  ): Promise<{ bytes: Uint8Array; contentType: string } | Unread>;
  write(key: string, body: string, contentType: string): Promise<void>;
  /** also when there is none */
  remove(key: string): Promise<void>;
}
